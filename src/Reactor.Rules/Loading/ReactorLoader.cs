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

    /// <summary>Checks rule files without a main configuration: names of targets and secrets are then not checked, and a warning says so.</summary>
    /// <param name="rulePaths">The files.</param>
    /// <param name="files">Where files come from.</param>
    public static LoadResult LoadRules(IEnumerable<string> rulePaths, ISourceFiles files)
    {
        ArgumentNullException.ThrowIfNull(rulePaths);
        ArgumentNullException.ThrowIfNull(files);
        return new LoadRun(files, new LoadOptions()).LoadRules(rulePaths);
    }
}
