using System.Security.Cryptography;
using System.Text;
using Reactor.CommandLine;
using Reactor.Rules.Loading;
using Reactor.Store;

namespace Reactor.Reloading;

/// <summary>One reading of the configuration, good or bad, and all that it was read from.</summary>
/// <param name="Load">What came of it.</param>
/// <param name="Saved">The texts, to be saved where they are good. Its time is to be filled in.</param>
/// <param name="Stamped">The files that were asked for, whether they could be read or not.</param>
/// <param name="Stamp">How the files lay on the disk just before; a change since is seen by another one.</param>
internal sealed record Reading(LoadResult Load, SavedConfiguration Saved, IReadOnlyCollection<string> Stamped, FileStamp Stamp)
{
    private const int FingerprintBytes = 16;

    /// <summary>Reads it from the disk.</summary>
    /// <param name="path">The main configuration or its folder, absolute.</param>
    public static Reading FromDisk(string path)
    {
        var files = new RecordingFiles(new DiskSourceFiles());
        var load = Configurations.Load(path, files, name => UserLook.Problem(name, isDaemon: true));
        var main = files.Tried.FirstOrDefault(tried => tried == path) ?? Path.Combine(path, ReactorLoader.FileName);
        var saved = new SavedConfiguration(Fingerprint(files.Texts), default, main, files.Texts, files.Patterns);
        return new Reading(load, saved, files.Tried, files.Stamp());
    }

    /// <summary>Reads what was saved.</summary>
    public static LoadResult FromStore(SavedConfiguration saved) => Configurations.Load(saved.Main, new SavedFiles(saved));

    private static string Fingerprint(IEnumerable<KeyValuePair<string, string>> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, text) in texts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path));
            hash.AppendData([0]);
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, FingerprintBytes));
    }
}
