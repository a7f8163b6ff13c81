using System.Security;
using System.Text;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading;

/// <summary>Files on disk. Reads them bounded, and writes nothing.</summary>
public sealed class DiskSourceFiles : ISourceFiles
{
    private readonly int _maxBytes;

    /// <summary>Makes one.</summary>
    /// <param name="maxBytes">Largest file; larger ones are refused unread. Default 4 MiB.</param>
    public DiskSourceFiles(int? maxBytes = null) => _maxBytes = maxBytes ?? YamlLimits.Default.Size;

    /// <inheritdoc/>
    public SourceFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (Directory.Exists(path))
                throw new SourceFileException("this is a folder, not a file");
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new SourceFile(path, Decode(ReadBounded(file)));
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            throw Explain(e);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Glob(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        try
        {
            return FileGlob.Find(pattern);
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            throw Explain(e);
        }
    }

    /// <inheritdoc/>
    public bool IsFolder(string path) => Directory.Exists(path);

    /// <inheritdoc/>
    public string FullPath(string path) => Path.GetFullPath(path);

    // The length that the file system tells is not believed: what is read may be a pipe, or still growing.
    private byte[] ReadBounded(Stream file)
    {
        using var content = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            content.Write(buffer, 0, read);
            if (content.Length > _maxBytes)
                throw new SourceFileException($"the file has more than {_maxBytes:N0} bytes", "split it");
        }

        return content.ToArray();
    }

    private static string Decode(byte[] content)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (DecoderFallbackException e)
        {
            throw new SourceFileException($"byte {e.Index:N0} of the file is not UTF-8", "save it as UTF-8", e);
        }
    }

    private static bool IsOfTheFile(Exception e) => e is IOException or UnauthorizedAccessException or SecurityException or ArgumentException or NotSupportedException;

    private static SourceFileException Explain(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => new("there is no such file", null, e),
        UnauthorizedAccessException => new("it may not be read: permission denied", "give the user that Reactor runs as the right to read it", e),
        _ => new($"it can't be read: {e.Message}", null, e),
    };
}
