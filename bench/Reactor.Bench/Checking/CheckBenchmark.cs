using Reactor.Bench.Engine;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Bench.Checking;

/// <summary>What <c>reactor check</c> does with many rules, without reading them from the disk and starting.</summary>
internal sealed class CheckBenchmark : IBenchmark
{
    private const string Check100 = "100 rules checked";
    private const string Check1000 = "1,000 rules checked";

    public string Name => "check";

    public string Subject => "a rule file from text to rules that are ready; the baseline is reading its YAML into nodes";

    public string Target => "1,000 rules within a second, and no worse than ten times 100 rules";

    public IEnumerable<Measured> Measurements(bool isQuick) => [.. Of(100, Check100), .. Of(1_000, Check1000)];

    public IEnumerable<string> Findings(IReadOnlyDictionary<string, Figure> figures)
    {
        yield return FormattableString.Invariant($"1,000 rules: {figures[Check1000].Median / 1e6:F1} ms");
        yield return FormattableString.Invariant($"1,000 rules : 100 rules: {figures[Check1000].Median / figures[Check100].Median:F1} by medians");
    }

    private static IEnumerable<Measured> Of(int rules, string name)
    {
        var text = ManyRules.Text(rules, Conditions.Different);
        var baseline = $"{rules:N0} rules, their YAML alone";
        yield return new(baseline, count => Repeat(count, () => YamlReader.Read(new SourceText("bench.yaml", text), new DiagnosticBag()) is null ? 0 : 1));
        yield return new(name, count => Repeat(count, () => Loaded.Check(text).RuleCount), baseline);
    }

    private static long Repeat(int count, Func<long> work)
    {
        long done = 0;
        for (var i = 0; i < count; i++)
            done += work();
        return done;
    }
}
