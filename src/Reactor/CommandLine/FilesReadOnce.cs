using Reactor.Rules.Loading;

namespace Reactor.CommandLine;

/// <summary>Files, each read once: a pipe gives its text to the first reader alone.</summary>
internal sealed class FilesReadOnce(ISourceFiles files) : ISourceFiles
{
    private readonly Dictionary<string, SourceFile> _read = new(StringComparer.Ordinal);

    public SourceFile Read(string path)
    {
        if (!_read.TryGetValue(path, out var file))
        {
            _read[path] = file = files.Read(path);
        }
        return file;
    }

    public IReadOnlyList<string> Glob(string pattern) => files.Glob(pattern);

    public bool IsFolder(string path) => files.IsFolder(path);

    public string FullPath(string path) => files.FullPath(path);
}
