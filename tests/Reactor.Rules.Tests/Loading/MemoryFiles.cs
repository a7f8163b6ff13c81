using Reactor.Rules.Expressions;
using Reactor.Rules.Loading;

namespace Reactor.Rules.Tests.Loading;

/// <summary>Files in memory; relative paths are below /etc/reactor.</summary>
internal sealed class MemoryFiles : ISourceFiles
{
    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    public string this[string path]
    {
        set => _files[path] = value;
    }

    public static MemoryFiles WithConfig(string text) => new() { ["reactor.yaml"] = text };

    public SourceFile Read(string path) =>
        _files.TryGetValue(path, out string? text) ? new SourceFile(path, text) : throw new SourceFileException("there is no such file");

    public IReadOnlyList<string> Glob(string pattern) => [.. _files.Keys.Where(p => TextGlob.IsMatch(pattern, p))];

    public bool IsFolder(string path) => _files.Keys.Any(p => p.StartsWith(path + "/", StringComparison.Ordinal));

    public string FullPath(string path) => Path.GetFullPath(path, "/etc/reactor");
}
