using Reactor.Rules.Diagnostics;

namespace Reactor.Rules.Loading;

/// <summary>Checks several files and folders, whatever they hold.</summary>
internal sealed class CheckRun(ISourceFiles files, LoadOptions options)
{
    private static readonly string[] s_endings = ["yaml", "yml", "json"];

    private readonly List<string> _mains = [];
    private readonly List<string> _rules = [];
    private readonly DiagnosticBag _diagnostics = new();

    public LoadResult Check(IReadOnlyList<string> paths)
    {
        foreach (string path in paths)
            Sort(path);
        string[] mains = [.. _mains.DistinctBy(files.FullPath)];
        if (mains is [var one])
            return Merge([new LoadRun(files, options).Load(one, _rules)]);

        List<LoadResult> results = [.. mains.Select(m => new LoadRun(files, options).Load(m))];
        var read = results.SelectMany(r => r.Sources.Keys).Select(files.FullPath).ToHashSet(StringComparer.Ordinal);
        string[] others = [.. _rules.Where(r => !read.Contains(files.FullPath(r)))];
        if (others.Length > 0 || (mains.Length == 0 && !_diagnostics.HasErrors))
            results.Add(new LoadRun(files, options).LoadRules(others));
        return Merge(results);
    }

    private void Sort(string path)
    {
        if (!files.IsFolder(path))
            SortFile(path);
        else if (Glob(path, ReactorLoader.FileName) is [var main, ..])
            _mains.Add(main);
        else
            SortFolder(path);
    }

    private void SortFile(string path)
    {
        if (IsTests(path))
            _diagnostics.FileError(path, DiagnosticCodes.File, "this is a file of rule tests, which are run, not checked", $"reactor test {path}");
        else
            (IsMain(path) ? _mains : _rules).Add(path);
    }

    private void SortFolder(string folder)
    {
        string[] found = [.. s_endings.SelectMany(e => Glob(folder, $"**/*.{e}")).Where(f => !IsTests(f)).Order(StringComparer.Ordinal)];
        if (found.Length == 0 && !_diagnostics.HasErrors)
            _diagnostics.FileError(folder, DiagnosticCodes.File, $"this folder has no {ReactorLoader.FileName} and no rule files (.yaml, .yml, .json)");
        foreach (string file in found)
            (IsMain(file) ? _mains : _rules).Add(file);
    }

    private IReadOnlyList<string> Glob(string folder, string pattern)
    {
        try
        {
            return files.Glob(Path.Combine(folder, pattern));
        }
        catch (SourceFileException e)
        {
            _diagnostics.FileError(folder, DiagnosticCodes.File, e.Message, e.Suggestion);
            return [];
        }
    }

    private bool IsTests(string path)
    {
        try
        {
            return FileKinds.IsTestFile(files.Read(path).Text);
        }
        catch (SourceFileException)
        {
            // Why it can't be read is told when it is loaded.
            return false;
        }
    }

    private bool IsMain(string path)
    {
        try
        {
            return FileKinds.IsMainConfiguration(path, files.Read(path).Text);
        }
        catch (SourceFileException)
        {
            // Why it can't be read is told when it is loaded.
            return Path.GetFileName(path) == ReactorLoader.FileName;
        }
    }

    private LoadResult Merge(IReadOnlyList<LoadResult> results)
    {
        if (results is [var only] && !_diagnostics.HasErrors)
            return only;

        // One fault of a file that two configurations name is one fault.
        foreach (var finding in results.SelectMany(r => r.Diagnostics))
            _diagnostics.Add(finding);
        var sources = results.SelectMany(r => r.Sources).DistinctBy(s => s.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return new LoadResult(null, null, _diagnostics.Sorted(), sources)
        {
            DroppedDiagnostics = _diagnostics.Dropped + results.Sum(r => r.DroppedDiagnostics),
            HasErrors = _diagnostics.HasErrors || results.Any(r => r.HasErrors),
            RuleCount = results.Sum(r => r.RuleCount),
        };
    }
}
