using System.Collections.Immutable;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Engine;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>What loading a file of rule tests gave: either all of it, or what is wrong with it.</summary>
/// <param name="File">The tests; null when there is an error.</param>
/// <param name="Configuration">The configuration that they run under; null when there is an error.</param>
/// <param name="Rules">The rules that they test; null when there is an error.</param>
/// <param name="Diagnostics">All that was found in the file, its configuration and its rules.</param>
/// <param name="Sources">The texts of all files that were read, by path.</param>
public sealed record RuleTestLoad(
    RuleTestFile? File, ReactorConfiguration? Configuration, RuleSet? Rules, IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyDictionary<string, string> Sources)
{
    /// <summary>How many findings were not kept.</summary>
    public int DroppedDiagnostics { get; init; }

    /// <summary>Whether there is an error: then nothing can be run.</summary>
    public bool HasErrors => File is null;

    /// <summary>The findings as text for people.</summary>
    public string FormatDiagnostics() => DiagnosticFormatter.Format(Diagnostics, Sources, DroppedDiagnostics);
}

/// <summary>Loads files of rule tests, and the rules that they test. Every fault is found in one pass.</summary>
public static class RuleTestLoader
{
    /// <summary>Loads one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="files">Where files come from.</param>
    /// <param name="options">What the loader can't know itself.</param>
    public static RuleTestLoad Load(string path, ISourceFiles files, LoadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(files);
        return new Run(path, files, options ?? new LoadOptions()).Load();
    }

    private sealed class Run(string path, ISourceFiles files, LoadOptions options)
    {
        private readonly DiagnosticBag _diagnostics = new();
        private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

        public RuleTestLoad Load()
        {
            if (Read() is not { } syntax)
                return Result(null, null, null);
            var main = LoadRules(syntax.Config, syntax.HasRuleFiles ? syntax.RuleFiles : null);
            var configuration = main.Configuration ?? Default();
            var compiler = new TestFileCompiler(syntax, configuration, hasTargets: main.Configuration is not null, patterns => LoadRules(syntax.Config, patterns).Rules, _diagnostics);
            var file = compiler.Compile(path, main.Rules);
            return Result(file, configuration, main.Rules);
        }

        private TestFileSyntax? Read()
        {
            try
            {
                var file = files.Read(path);
                var source = new SourceText(file.Path, file.Text);
                _sources[file.Path] = source.Text;
                return YamlReader.Read(source, _diagnostics) is { } root && TestFileShape.Reading.TryRead(root, _diagnostics, out var syntax) ? syntax : null;
            }
            catch (SourceFileException e)
            {
                _diagnostics.FileError(path, DiagnosticCodes.File, e.Message, e.Suggestion);
                return null;
            }
        }

        private LoadResult LoadRules(ConfigSyntax? config, ImmutableArray<Binding.Placed<string>>? ruleFiles)
        {
            var load = new LoadRun(files, options).LoadForTest(path, config, ruleFiles);
            foreach (var diagnostic in load.Diagnostics)
                _diagnostics.Add(diagnostic);
            foreach (var (file, text) in load.Sources)
                _sources[file] = text;
            return load;
        }

        private ReactorConfiguration Default()
        {
            string folder = Path.GetDirectoryName(files.FullPath(path)) ?? "/";
            return new()
            {
                Node = new NodeConfiguration(options.NodeName, ImmutableSortedDictionary<string, string>.Empty),
                Store = new StoreConfiguration(Path.Combine(folder, "reactor.db"), Synchronous.Full),
                BaseDirectory = folder,
            };
        }

        private RuleTestLoad Result(RuleTestFile? file, ReactorConfiguration? configuration, RuleSet? rules)
        {
            var failed = _diagnostics.HasErrors || file is null || rules is null;
            return new RuleTestLoad(failed ? null : file, failed ? null : configuration, failed ? null : rules, _diagnostics.Sorted(), _sources)
            {
                DroppedDiagnostics = _diagnostics.Dropped,
            };
        }
    }
}
