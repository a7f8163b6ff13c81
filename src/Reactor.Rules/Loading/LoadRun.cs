using System.Collections.Immutable;
using Reactor.Qmp;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.Checks;
using Reactor.Rules.Loading.Compiling;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Loading.Settings;
using Reactor.Rules.Loading.TestFiles;
using Reactor.Rules.Model;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading;

/// <summary>One load: reads all files first, then checks what they say about each other.</summary>
internal sealed class LoadRun(ISourceFiles files, LoadOptions options)
{
    private readonly DiagnosticBag _diagnostics = new();
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);
    private CheckedQemu _qemu = new(options.Schema, null);

    /// <summary>Loads a main configuration with the rule files that it names, and others besides.</summary>
    public LoadResult Load(string path, IEnumerable<string>? more = null)
    {
        var settings = Read(path, SettingsShape.Reading);
        var named = RuleFilesOf(settings?.Rules ?? [], Path.GetDirectoryName(path) ?? "", files.FullPath(path));
        return Load(path, settings, ReadRules(named.Concat(more ?? []).DistinctBy(files.FullPath)), isWatched: true);
    }

    /// <summary>For rule tests: a configuration by file or in place, and rule files of the test's own.</summary>
    /// <param name="testFile">What paths are relative to.</param>
    /// <param name="config">The configuration; null for none.</param>
    /// <param name="ruleFiles">Paths and patterns; null for those that the configuration names.</param>
    public LoadResult LoadForTest(string testFile, ConfigSyntax? config, ImmutableArray<Placed<string>>? ruleFiles)
    {
        string folder = Path.GetDirectoryName(testFile) ?? "";
        string path = config?.File is { } file ? Path.Combine(folder, file.Value) : testFile;
        if (files.IsFolder(path))
            path = Path.Combine(path, ReactorLoader.FileName);
        var settings = config?.Settings ?? (config?.File is null ? null : Read(path, SettingsShape.Reading));
        var patterns = ruleFiles ?? settings?.Rules ?? [];
        var rules = ReadRules(RuleFilesOf(patterns, ruleFiles is null ? Path.GetDirectoryName(path) ?? "" : folder, files.FullPath(path)));
        if (config is not null)
            return Load(path, settings, rules, isWatched: false);
        var vocabulary = VocabularyCompiler.Compile(rules, _qemu.Min, _diagnostics);
        return Result(null, vocabulary, Tied(Compile(rules, vocabulary, new KnownNames(null, new DiagnosticBag())), [], vocabulary));
    }

    private LoadResult Load(string path, SettingsSyntax? settings, List<RuleFileSyntax> rules, bool isWatched)
    {
        string full = files.FullPath(path);

        // Without the main configuration there is nothing to look names up in: that it can't be read is enough.
        var known = new KnownNames(settings, settings is null ? new DiagnosticBag() : _diagnostics);
        _qemu = new CheckedQemu(options.Schema, settings?.QemuMin);
        var vocabulary = VocabularyCompiler.Compile(rules, _qemu.Min, _diagnostics);
        var compiled = Compile(rules, vocabulary, known);
        ImmutableArray<Placed<Rule>> code = settings is null ? [] : new CodeRuleFiles(options, vocabulary, known, _diagnostics).Load(settings.CodeRules, p => Assemblies(p, path), compiled.Select(r => r.Rule.Name));
        compiled = Tied(compiled, code, vocabulary);
        var engine = EngineOf(settings?.Engine);
        var configuration = settings is null
            ? null
            : new SettingsCompiler(settings, Path.GetDirectoryName(full) ?? "/", options, vocabulary, known, _diagnostics).Compile() with { Inventory = InventoryOf(settings, path) };
        if (isWatched && configuration is { Vms.IsEmpty: true, Discover.IsEmpty: true, Listen.IsEmpty: true } && !_diagnostics.HasErrors)
            _diagnostics.FileWarning(path, DiagnosticCodes.MissingKey, "there are no VMs in `vms`, and no `discover` or `listen`: nothing is watched", "add one: vms: [{name: web1, qmp: \"unix:/run/qemu/web1.qmp\"}]");
        if (isWatched && configuration is not null && !_diagnostics.HasErrors)
        {
            UnusedNames.Report(rules, compiled, configuration, _diagnostics);
            AlertTargets.Report(compiled, code, configuration, vocabulary, _diagnostics);
            RouteChecks.Report(settings!.Routes, [.. compiled.Select(r => r.Rule), .. code.Select(r => r.Value)], _diagnostics);
        }

        return Result(configuration, vocabulary, compiled, [.. code.Select(r => r.Value)], engine);
    }

    private (string Name, Func<RuleSet, IRuleEngine> Maker)? EngineOf(Placed<string>? name)
    {
        if (name is not { Value: not LoadOptions.DefaultEngine } chosen)
            return null;
        if (options.Engines.TryGetValue(chosen.Value, out var maker))
            return (chosen.Value, maker);
        string[] known = [LoadOptions.DefaultEngine, .. options.Engines.Keys];
        _diagnostics.Error(chosen.Place, DiagnosticCodes.NotSupported, $"this build of Reactor has no engine {chosen.Value}", $"there is {string.Join(", ", known)}");
        return null;
    }

    private IReadOnlyList<string> Assemblies(Placed<string> pattern, string mainPath)
    {
        var found = Glob(Path.Combine(Path.GetDirectoryName(mainPath) ?? "", pattern.Value), pattern.Place);
        if (found.Count == 0 && FileGlob.IsPattern(pattern.Value))
            _diagnostics.Warn(pattern.Place, DiagnosticCodes.File, "no file matches this pattern: it gives no rules", "a path is relative to the folder of this file");
        return [.. found.Select(files.FullPath)];
    }

    /// <summary>Loads rule files without a main configuration.</summary>
    public LoadResult LoadRules(IEnumerable<string> paths)
    {
        var rules = ReadRules(paths.DistinctBy(files.FullPath));
        var vocabulary = VocabularyCompiler.Compile(rules, _qemu.Min, _diagnostics);
        return Result(null, vocabulary, Tied(Compile(rules, vocabulary, new KnownNames(null, _diagnostics)), [], vocabulary));
    }

    private ImmutableArray<CompiledRule> Compile(IEnumerable<RuleFileSyntax> rules, RuleVocabulary vocabulary, KnownNames known)
    {
        var compiler = new RuleCompiler(new LoadContext(vocabulary, _qemu, known, _diagnostics) { FullPath = files.FullPath, UserProblem = options.UserProblem, ProgramProblem = options.ProgramProblem });
        return [.. rules.SelectMany(f => f.Rules).Select(compiler.Compile)];
    }

    // Rules of files may inhibit those in code too.
    private ImmutableArray<CompiledRule> Tied(ImmutableArray<CompiledRule> compiled, ImmutableArray<Placed<Rule>> code, RuleVocabulary vocabulary)
    {
        var found = new ExpressionCompiler(vocabulary.ForEvents([]), _diagnostics);
        var tied = new InhibitionCompiler(compiled, [.. code.Select(r => r.Value)], found, _diagnostics).Compile();
        new InhibitionChecks(tied, [.. code.Select(r => r.Value)], _diagnostics).Run();
        return tied;
    }

    private LoadResult Result(
        ReactorConfiguration? configuration, RuleVocabulary vocabulary, ImmutableArray<CompiledRule> rules, ImmutableArray<Rule> code = default, (string Name, Func<RuleSet, IRuleEngine> Maker)? engine = null)
    {
        bool failed = _diagnostics.HasErrors;
        code = code.IsDefault ? [] : code;
        Rule[] all = [.. rules.Select(r => r.Rule), .. code];
        return new LoadResult(failed ? null : configuration, failed ? null : SetOf(all, [.. code.Select(r => r.Name)], vocabulary, engine), _diagnostics.Sorted(), _sources)
        {
            DroppedDiagnostics = _diagnostics.Dropped,
            HasErrors = failed,
            RuleCount = all.Length,
            StorePath = configuration?.Store.Path,
        };
    }

    private static RuleSet SetOf(IEnumerable<Rule> rules, ImmutableArray<string> code, RuleVocabulary vocabulary, (string Name, Func<RuleSet, IRuleEngine> Maker)? engine)
    {
        var (name, maker) = engine ?? (LoadOptions.DefaultEngine, RuleSet.DefaultEngine);
        return new RuleSet(vocabulary, rules, CommandCatalogue.Default.EventsCausedBy) { EngineMaker = maker, EngineName = name, CodeRules = code };
    }

    private List<RuleFileSyntax> ReadRules(IEnumerable<string> paths) =>
        [.. paths.Select(p => Read(p, RuleFileShape.Reading)).OfType<RuleFileSyntax>()];

    private Inventory InventoryOf(SettingsSyntax settings, string mainPath)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var paths = new List<string>();
        foreach (var (pattern, place) in settings.Inventory)
        {
            var matches = Glob(Path.Combine(Path.GetDirectoryName(mainPath) ?? "", pattern), place);
            paths.AddRange(matches.Where(path => seen.Add(files.FullPath(path))));
            if (matches.Count == 0 && FileGlob.IsPattern(pattern))
                _diagnostics.Warn(place, DiagnosticCodes.File, "no file matches this pattern: it says nothing of any VM", "a path is relative to the folder of this file");
        }

        return InventoryCompiler.Compile([.. paths.Select(path => Read(path, InventoryFileShape.Reading)).OfType<InventoryFileSyntax>()], _diagnostics);
    }

    private List<string> RuleFilesOf(ImmutableArray<Placed<string>> patterns, string folder, string mainFile)
    {
        var found = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var empty = new List<Place>();
        foreach (var (pattern, place) in patterns)
        {
            IReadOnlyList<string> matches = Glob(Path.Combine(folder, pattern), place);
            if (matches.Any(m => files.FullPath(m) == mainFile))
                _diagnostics.Error(place, DiagnosticCodes.BadValue, "this also names the main configuration itself", "keep rule files in a folder of their own: rules/*.yaml");
            found.AddRange(matches.Where(m => files.FullPath(m) != mainFile && seen.Add(files.FullPath(m))));
            if (matches.Count == 0 && FileGlob.IsPattern(pattern))
                empty.Add(place);
        }

        string follows = found.Count == 0 ? "there are no rules, so nothing is watched" : "it gives no rules";
        foreach (var place in empty)
            _diagnostics.Warn(place, DiagnosticCodes.File, $"no file matches this pattern: {follows}", "a path is relative to the folder of this file");

        return found;
    }

    private IReadOnlyList<string> Glob(string pattern, Place place)
    {
        try
        {
            var matches = files.Glob(pattern);
            if (matches.Count == 0 && !FileGlob.IsPattern(pattern))
                _diagnostics.Error(place, DiagnosticCodes.File, "there is no such file");
            return matches;
        }
        catch (SourceFileException e)
        {
            _diagnostics.Error(place, DiagnosticCodes.File, e.Message, e.Suggestion);
            return [];
        }
    }

    private T? Read<T>(string path, Reading<T> reading)
        where T : class
    {
        try
        {
            var file = files.Read(path);
            var source = new SourceText(file.Path, file.Text);
            _sources[file.Path] = source.Text;
            return YamlReader.Read(source, _diagnostics) is { } root && reading.TryRead(root, _diagnostics, out var value) ? value : null;
        }
        catch (SourceFileException e)
        {
            _diagnostics.FileError(path, DiagnosticCodes.File, e.Message, e.Suggestion);
            return null;
        }
    }
}
