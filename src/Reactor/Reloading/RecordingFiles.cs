using System.Collections.Immutable;
using Reactor.Rules.Loading;

namespace Reactor.Reloading;

/// <summary>Files that are read, and what was read of them: for one load.</summary>
internal sealed class RecordingFiles(ISourceFiles files) : ISourceFiles
{
    private readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ImmutableArray<string>> _patterns = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, FileStamp> _stamps = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _tried = new(StringComparer.Ordinal);

    /// <summary>The texts of the files that could be read, by path.</summary>
    public ImmutableSortedDictionary<string, string> Texts => _texts.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>What each pattern named.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Patterns => _patterns.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Paths of the files that were asked for, whether they could be read or not.</summary>
    public IReadOnlyCollection<string> Tried => _tried;

    /// <summary>How the files lay just before each was read: what changes in between is not taken for read.</summary>
    public FileStamp Stamp() => FileStamp.Join(_stamps.Values);

    public SourceFile Read(string path)
    {
        _tried.Add(path);
        _stamps[path] = FileStamp.Of(path);
        var file = files.Read(path);
        _texts[path] = file.Text;
        return file;
    }

    public IReadOnlyList<string> Glob(string pattern)
    {
        _patterns[pattern] = [];
        var found = files.Glob(pattern);
        _patterns[pattern] = [.. found];
        return found;
    }

    public bool IsFolder(string path) => files.IsFolder(path);

    public string FullPath(string path) => files.FullPath(path);
}
