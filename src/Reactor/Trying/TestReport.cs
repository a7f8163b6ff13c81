using System.Globalization;
using System.Text.Json.Nodes;
using Reactor.CommandLine;
using Reactor.Output;
using Reactor.Reactions.Simulation.Testing;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Trying;

/// <summary>Prints what came of rule tests.</summary>
internal static class TestReport
{
    public static void Print(IReadOnlyList<TestedFile> files, Terminal terminal)
    {
        foreach (var (file, outcomes) in files)
        {
            foreach (var outcome in outcomes)
            {
                Print(file.Path, outcome, terminal.Out);
            }
        }
        var (passed, failed) = Count(files);
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {failed} failed"));
    }

    public static void PrintJson(IReadOnlyList<TestedFile> files, Terminal terminal)
    {
        JsonLines.Write(terminal.Out, from f in files from o in f.Outcomes select Row(f.File.Path, o));
        var (passed, failed) = Count(files);
        JsonLines.Write(terminal.Out, [new JsonObject { ["passed"] = passed, ["failed"] = failed }]);
    }

    public static (int Passed, int Failed) Count(IReadOnlyList<TestedFile> files)
    {
        var all = files.SelectMany(f => f.Outcomes).ToList();
        return (all.Count(o => o.Passed), all.Count(o => !o.Passed));
    }

    /// <summary>What was used of the rules, those parts first that were not.</summary>
    public static void PrintCoverage(IReadOnlyList<(string Rule, string Part, bool IsUsed)> parts, OutputFormat format, Terminal terminal)
    {
        var used = parts.Count(p => p.IsUsed);
        var percent = parts.Count == 0 ? 100 : Math.Floor(1000.0 * used / parts.Count) / 10;
        if (format == OutputFormat.Json)
        {
            JsonLines.Write(terminal.Out, parts.Select(p => new JsonObject { ["rule"] = p.Rule, ["part"] = p.Part, ["used"] = p.IsUsed }));
            JsonLines.Write(terminal.Out, [new JsonObject { ["used"] = used, ["parts"] = parts.Count, ["percent"] = percent }]);
            return;
        }
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"coverage: {used} of {parts.Count} parts of the rules were used ({percent:0.#} %)"));
        foreach (var rule in parts.Where(p => !p.IsUsed).GroupBy(p => p.Rule))
        {
            terminal.Out.WriteLine($"  {rule.Key}: not used: {string.Join(", ", rule.Select(p => p.Part))}");
        }
    }

    private static void Print(string path, RuleTestOutcome outcome, TextWriter writer)
    {
        writer.WriteLine($"{(outcome.Passed ? "ok  " : "FAIL")}  {Printable.Of(path)}:{outcome.Line.ToString(CultureInfo.InvariantCulture)}: {Printable.Of(outcome.Name)}");
        foreach (var failure in outcome.Failures)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"      at {DurationText.Format(failure.At)} (line {failure.Line}), - is missing, + is there instead:"));
            foreach (var line in failure.Lines)
            {
                writer.WriteLine($"        {Printable.Of(line, int.MaxValue)}");
            }
        }
    }

    private static JsonObject Row(string path, RuleTestOutcome outcome) => new()
    {
        ["file"] = path,
        ["line"] = outcome.Line,
        ["name"] = outcome.Name,
        ["passed"] = outcome.Passed,
        ["failures"] = new JsonArray([.. outcome.Failures.Select(f => new JsonObject
        {
            ["at"] = DurationText.Format(f.At),
            ["line"] = f.Line,
            ["lines"] = new JsonArray([.. f.Lines.Select(l => (JsonNode?)l)]),
        })]),
    };
}
