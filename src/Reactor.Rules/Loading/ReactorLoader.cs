namespace Reactor.Rules.Loading;

/// <summary>Loads what people write: the main configuration and rule files. A wrong rule never loads; every fault of every file is found in one pass.</summary>
public static class ReactorLoader
{
    /// <summary>Name of the main configuration within a folder.</summary>
    public const string FileName = "reactor.yaml";

    /// <summary>Loads the main configuration and the rule files that it names.</summary>
    /// <param name="configPathOrFolder">The file, or the folder that <see cref="FileName"/> is in.</param>
    /// <param name="files">Where files come from.</param>
    /// <param name="options">What the loader can't know itself.</param>
    public static LoadResult Load(string configPathOrFolder, ISourceFiles files, LoadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(configPathOrFolder);
        ArgumentNullException.ThrowIfNull(files);
        string path = files.IsFolder(configPathOrFolder) ? Path.Combine(configPathOrFolder, FileName) : configPathOrFolder;
        return new LoadRun(files, options ?? new LoadOptions()).Load(path);
    }

    /// <summary>Loads rule files without a main configuration: names of targets and the like are then not checked, and a warning says so.</summary>
    /// <param name="rulePaths">The files.</param>
    /// <param name="files">Where files come from.</param>
    /// <param name="options">What the loader can't know itself.</param>
    public static LoadResult LoadRules(IEnumerable<string> rulePaths, ISourceFiles files, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(rulePaths);
        ArgumentNullException.ThrowIfNull(files);
        return new LoadRun(files, options ?? new LoadOptions()).LoadRules(rulePaths);
    }

    /// <summary>
    /// Checks whatever is given: main configurations, their folders, rule files, and folders of rule files, in one pass. Rule files beside one
    /// main configuration are checked as part of it; beside none, or several, by themselves.
    /// </summary>
    /// <param name="paths">The files and folders.</param>
    /// <param name="files">Where files come from; each is read once or twice.</param>
    /// <param name="options">What the loader can't know itself.</param>
    /// <returns>All that was found; of several main configurations without a configuration and rules.</returns>
    public static LoadResult Check(IReadOnlyList<string> paths, ISourceFiles files, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(files);
        return new CheckRun(files, options ?? new LoadOptions()).Check(paths);
    }
}
