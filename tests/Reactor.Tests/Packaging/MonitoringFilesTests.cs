using System.Text.RegularExpressions;
using Reactor.Metrics;

namespace Reactor.Tests.Packaging;

/// <summary>What is shipped for Prometheus, and what Grafana asks it, speaks of metrics and labels that there are.</summary>
public sealed partial class MonitoringFilesTests
{
    private static readonly string s_rules = Path.Combine(Repository.Root, "packaging/prometheus/reactor.rules.yml");
    private static readonly string[] s_everywhere = ["job", "instance", "le"];

    [ToolFact("promtool")]
    public async Task Alert_rules_are_right_and_pass_their_tests()
    {
        var (code, output) = await Tool.RunAsync("promtool", "check", "rules", s_rules);
        Assert.True(code == 0, output);

        var (failed, report) = await Tool.RunAsync("promtool", "test", "rules", Path.ChangeExtension(s_rules, ".test.yml"));
        Assert.True(failed == 0, report);
    }

    [Fact]
    public void Alert_rules_are_each_told_in_a_test()
    {
        var told = Told().Matches(File.ReadAllText(Path.ChangeExtension(s_rules, ".test.yml"))).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Equal(Alerts().Matches(File.ReadAllText(s_rules)).Select(match => match.Groups[1].Value).Order(), told.Order());
    }

    [ToolFact("promtool")]
    public async Task Scrape_configuration_of_the_document_is_understood()
    {
        using var folder = new TestFolder();
        var shown = ScrapeBlock().Match(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/metrics.md"))).Groups[1].Value;

        var (code, output) = await Tool.RunAsync("promtool", "check", "config", folder.Write("prometheus.yml", $"rule_files: [\"{s_rules}\"]\n{shown}"));

        Assert.True(code == 0, output);
        // Rules ask for the job by its name.
        Assert.Contains("job_name: reactor\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Alert_rules_name_metrics_and_labels_that_there_are()
    {
        var text = File.ReadAllText(s_rules);
        var expressions = Expressions().Matches(text).Select(match => match.Groups["expr"].Value).ToList();

        Assert.Equal(Alerts().Count(text), expressions.Count);
        Assert.All(expressions, AllExist);
    }

    [ToolFact("promtool")]
    public async Task Expressions_of_the_dashboard_are_understood()
    {
        using var folder = new TestFolder();
        var rules = GrafanaDashboard.Panels.SelectMany(panel => panel["targets"]!.AsArray())
            .Select((target, i) => $"  - {{record: \"panel:{i}\", expr: {target!["expr"]!.ToJsonString().Replace("$__rate_interval", "5m", StringComparison.Ordinal)}}}\n");

        var (code, output) = await Tool.RunAsync("promtool", "check", "rules", folder.Write("panels.yml", $"groups:\n- name: panels\n  rules:\n{string.Concat(rules)}"));

        Assert.True(code == 0, output);
    }

    [Theory]
    [InlineData("reactor_nothing > 0")]
    [InlineData("sum(up) + 1")]
    [InlineData("sum by (vm) (reactor_healthy)")]
    [InlineData("reactor_healthy{vm=\"web1\"}")]
    public void Expression_of_something_that_there_is_not_is_found(string expression) => Assert.ThrowsAny<Exception>(() => AllExist(expression));

    /// <summary>Fails where an expression speaks of what there isn't.</summary>
    internal static void AllExist(string expression)
    {
        var bare = Texts().Replace(expression, "\"\"");
        var named = NamesIn(bare).ToList();
        Assert.True(named.Count > 0 || bare.Contains("up{", StringComparison.Ordinal), $"no metric: {expression}");
        Assert.All(named, name => Assert.True(AllMetrics.All.Any(metric => metric.Name == name), $"there is no metric {name}: {expression}"));
        var labels = AllMetrics.All.Where(metric => named.Contains(metric.Name)).SelectMany(metric => metric.Labels).Concat(s_everywhere).ToHashSet();
        var used = Selectors().Matches(bare).SelectMany(match => match.Groups["label"].Captures)
            .Concat(Groupings().Matches(bare).SelectMany(match => match.Groups["label"].Captures)).Select(capture => capture.Value);
        Assert.All(used, label => Assert.True(labels.Contains(label), $"none of its metrics has a label {label}: {expression}"));
    }

    /// <summary>The metrics of an expression; a histogram's series count as it.</summary>
    internal static IEnumerable<string> NamesIn(string expression) => Metric().Matches(expression).Select(match => match.Value)
        .Select(name => AllMetrics.All.FirstOrDefault(metric => metric.Type == MetricType.Histogram && Regex.IsMatch(name, $"^{metric.Name}_(bucket|sum|count)$"))?.Name ?? name);

    [GeneratedRegex(@"^ *expr:(?: >-)?(?<expr>.*?)^ *(?:for|labels):", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Expressions();

    [GeneratedRegex("^ *- alert: (\\w+)$", RegexOptions.Multiline)]
    private static partial Regex Alerts();

    [GeneratedRegex("^ *- alertname: (\\w+)\n *eval_time: .*\n *exp_alerts:\n *- exp_labels", RegexOptions.Multiline)]
    private static partial Regex Told();

    [GeneratedRegex("^```yml\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ScrapeBlock();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Texts();

    [GeneratedRegex(@"\b(reactor|process|dotnet)_[a-z0-9_]+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"\{\s*(?:(?<label>\w+)\s*[=!]~?\s*""""\s*,?\s*)*\}")]
    private static partial Regex Selectors();

    [GeneratedRegex(@"\b(?:by|without)\s*\(\s*(?:(?<label>\w+)\s*,?\s*)*\)")]
    private static partial Regex Groupings();
}
