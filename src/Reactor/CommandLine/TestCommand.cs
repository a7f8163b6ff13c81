using System.CommandLine;
using System.Text.RegularExpressions;
using Reactor.Output;
using Reactor.Reactions.Simulation.Testing;
using Reactor.Rules.Engine;
using Reactor.Rules.Loading;
using Reactor.Rules.Loading.TestFiles;
using Reactor.Trying;

namespace Reactor.CommandLine;

/// <summary><c>reactor test</c>.</summary>
internal static class TestCommand
{
    private static readonly string[] s_endings = ["yaml", "yml", "json"];

    public static Command Create(Terminal terminal)
    {
        var files = new Argument<string[]>("FILE") { Description = "Test files, or folders of them. Default: tests/*.yaml beside the configuration", Arity = ArgumentArity.ZeroOrMore };
        var config = CommonOptions.Config();
        config.Description = "The configuration whose tests are run where no FILE is given. Default: the one that 'run' would use";
        var run = new Option<Regex?>("--run")
        {
            Description = "Only tests whose names match this regular expression",
            HelpName = "REGEX",
            CustomParser = result =>
            {
                try
                {
                    return new Regex(result.Tokens[0].Value, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
                }
                catch (Exception e) when (e is ArgumentException or NotSupportedException)
                {
                    result.AddError($"--run: {e.Message}");
                    return null;
                }
            },
        };
        var junit = new Option<string?>("--junit") { Description = "Write the results as JUnit XML, too", HelpName = "FILE" };
        var coverage = new Option<bool>("--coverage") { Description = "Tell which rules, clauses and actions no test used" };
        var output = CommonOptions.Output();
        var command = new Command(
            "test",
            "Run rule tests: events, time and failures on a simulated clock, and what rules must make of them.\n\nExample:\n  reactor test tests/panics.yaml --coverage")
        {
            files, config, run, junit, coverage, output,
        };
        command.SetAction(result =>
        {
            var paths = result.GetValue(files) is { Length: > 0 } given ? [.. given.SelectMany(FilesOf).Distinct()] : DefaultFiles(CommonOptions.ResolveConfig(result.GetValue(config), terminal));
            var format = result.GetValue(output);
            var loads = Load(paths, format, terminal);
            var covered = result.GetValue(coverage) ? new List<RuleCoverage>() : null;
            var tested = Run(loads, result.GetValue(run), covered, format, terminal);
            if (tested.Sum(t => t.Outcomes.Count) == 0)
            {
                throw new CommandFailedException("no test has a name that --run matches", ExitCode.Usage);
            }
            Report(tested, covered, format, terminal);
            if (result.GetValue(junit) is { } path)
            {
                JUnitFile.Write(path, tested);
            }
            return TestReport.Count(tested).Failed == 0 ? ExitCode.Fine : ExitCode.Failed;
        });
        return command;
    }

    /// <summary>A folder's tests: of a configuration's folder those beside it, else the files in it that are tests.</summary>
    private static IReadOnlyList<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }
        if (File.Exists(Path.Combine(path, ReactorLoader.FileName)))
        {
            return DefaultFiles(path);
        }
        string[] found = [.. s_endings.SelectMany(ending => new DiskSourceFiles().Glob(Path.Combine(path, $"**/*.{ending}"))).Where(IsTestFile).Order(StringComparer.Ordinal)];
        return found.Length > 0
            ? found
            : throw new CommandFailedException($"{Printable.Of(path)} has no test files: none of its .yaml, .yml and .json files has `tests`", ExitCode.Usage);
    }

    private static bool IsTestFile(string path)
    {
        try
        {
            return FileKinds.IsTestFile(new DiskSourceFiles().Read(path).Text);
        }
        catch (SourceFileException)
        {
            // Why it can't be read is told when it is loaded.
            return true;
        }
    }

    private static IReadOnlyList<string> DefaultFiles(string config)
    {
        var folder = Directory.Exists(config) ? config : Path.GetDirectoryName(config) ?? "";
        var pattern = Path.Combine(folder, "tests", "*.yaml");
        var found = new DiskSourceFiles().Glob(pattern);
        return found.Count > 0
            ? found
            : throw new CommandFailedException($"there are no tests: no file matches {Printable.Of(pattern)}. Name test files, or write some there", ExitCode.Usage);
    }

    private static List<RuleTestLoad> Load(IReadOnlyList<string> paths, OutputFormat format, Terminal terminal)
    {
        var files = new FilesReadOnce(new DiskSourceFiles());
        var loads = paths.Select(path => RuleTestLoader.Load(path, files, Engines.Options)).ToList();
        foreach (var load in loads.Where(l => l.Diagnostics.Count > 0))
        {
            var text = format == OutputFormat.Json
                ? string.Join(Environment.NewLine, load.Diagnostics.Select(Rules.Diagnostics.DiagnosticJson.Format))
                : load.FormatDiagnostics().TrimEnd();
            (format == OutputFormat.Json ? terminal.Out : terminal.Error).WriteLine(text);
        }
        return loads.Any(l => l.HasErrors) ? throw new CommandFailedException("no test was run: the files above are wrong", ExitCode.BadConfiguration) : loads;
    }

    private static List<TestedFile> Run(List<RuleTestLoad> loads, Regex? names, List<RuleCoverage>? covered, OutputFormat format, Terminal terminal)
    {
        using var progress = new Progress(terminal, format, (done, all) => $"{done} of {Number.Of(all, "test is", "tests are")} run");
        var all = loads.Sum(load => load.File!.Tests.Count(test => IsMeant(names, test.Name)));
        var done = 0;
        progress.Report(done, all);
        return [.. loads.Select(load => Run(load, names, covered, () => progress.Report(++done, all)))];
    }

    private static bool IsMeant(Regex? names, string test) => names?.IsMatch(test) ?? true;

    private static TestedFile Run(RuleTestLoad load, Regex? names, List<RuleCoverage>? covered, Action ran)
    {
        var coverage = covered is null ? null : new RuleCoverage(load.Rules!);
        if (coverage is not null)
        {
            covered!.Add(coverage);
        }
        var runner = new RuleTestRunner(load.File!, load.Rules!, load.Configuration!, coverage);
        return new TestedFile(load.File!, [.. load.File!.Tests.Where(test => IsMeant(names, test.Name)).Select(test =>
        {
            var outcome = runner.Run(test);
            ran();
            return outcome;
        })]);
    }

    private static void Report(List<TestedFile> tested, List<RuleCoverage>? covered, OutputFormat format, Terminal terminal)
    {
        if (format == OutputFormat.Json)
        {
            TestReport.PrintJson(tested, terminal);
        }
        else
        {
            TestReport.Print(tested, terminal);
        }
        if (covered is not null)
        {
            // Files may test the same rules: a part that one of them uses is used.
            var parts = covered.SelectMany(c => c.Parts).GroupBy(p => (p.Rule, p.Part)).Select(g => (g.Key.Rule, g.Key.Part, g.Any(p => p.IsUsed))).ToList();
            TestReport.PrintCoverage(parts, format, terminal);
        }
    }
}
