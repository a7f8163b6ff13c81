using Reactor.Rules.Loading;
using Reactor.Store;

namespace Reactor.Reloading;

/// <summary>The files of a configuration that was saved, as they were.</summary>
internal sealed class SavedFiles(SavedConfiguration saved) : ISourceFiles
{
    public SourceFile Read(string path) => saved.Files.TryGetValue(path, out var text)
        ? new SourceFile(path, text)
        : throw new SourceFileException("it was not saved with the last good configuration");

    public IReadOnlyList<string> Glob(string pattern) => saved.Patterns.TryGetValue(pattern, out var paths) ? paths : [];

    public bool IsFolder(string path) => false;

    public string FullPath(string path) => Path.GetFullPath(path);
}
