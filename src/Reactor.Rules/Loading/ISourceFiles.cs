namespace Reactor.Rules.Loading;

/// <summary>Where the loader gets files from. It only ever reads.</summary>
public interface ISourceFiles
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Relative or absolute.</param>
    /// <exception cref="SourceFileException">It isn't there, may not be read, is too large, or is not UTF-8 text.</exception>
    SourceFile Read(string path);

    /// <summary>The files that a pattern names, sorted by path: <c>*</c> and <c>?</c> within a name, <c>**</c> for any folders. Empty when there are none.</summary>
    /// <param name="pattern">Relative or absolute; a path without wildcards names itself.</param>
    /// <exception cref="SourceFileException">A folder may not be read, or too many files match.</exception>
    IReadOnlyList<string> Glob(string pattern);

    /// <summary>Whether the path is that of a folder.</summary>
    bool IsFolder(string path);

    /// <summary>The absolute form of a path.</summary>
    string FullPath(string path);
}
