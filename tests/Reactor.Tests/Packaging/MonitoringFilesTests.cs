using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reactor.Metrics;

namespace Reactor.Tests.Packaging;

/// <summary>What is shipped for Prometheus and Grafana speaks of metrics and labels that there are.</summary>
public sealed partial class MonitoringFilesTests
{
    private static readonly string s_rules = Path.Combine(Repository.Root, "packaging/prometheus/reactor.rules.yml");
    private static readonly string s_dashboard = Path.Combine(Repository.Root, "packaging/grafana/reactor.json");
    private static readonly Dictionary<string, Metric> s_metrics = AllMetrics.All.ToDictionary(metric => metric.Name);
    private static readonly string[] s_everywhere = ["job", "instance"];

    [ToolFact("promtool")]
    public async Task Alert_rules_are_right_and_pass_their_tests()
    {
        var (code, output) = await Tool.RunAsync("promtool", "check", "rules", s_rules);
        Assert.True(code == 0, output);

        var (failed, report) = await Tool.RunAsync("promtool", "test", "rules", Path.ChangeExtension(s_rules, ".test.yml"));
        Assert.True(failed == 0, report);
    }

    [Fact]
    public void Alert_rules_name_metrics_and_labels_that_there_are()
    {
        var expressions = File.ReadLines(s_rules).Where(line => line.TrimStart().StartsWith("expr:", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(expressions);
        Assert.All(expressions, AllExist);
    }

    [Fact]
    public void Dashboard_names_metrics_and_labels_that_there_are_and_every_panel_shows_some()
    {
        var panels = JsonNode.Parse(File.ReadAllText(s_dashboard))!["panels"]!.AsArray();

        Assert.All(panels, panel => Assert.All(panel!["targets"]!.AsArray(), target => AllExist((string)target!["expr"]!)));
        Assert.Equal(panels.Count, panels.Select(panel => (int)panel!["id"]!).Distinct().Count());
        Assert.All(panels, panel => Assert.NotEmpty(panel!["targets"]!.AsArray()));
    }

    [ToolFact("promtool")]
    public async Task Expressions_of_the_dashboard_are_understood()
    {
        using var folder = new TestFolder();
        var rules = JsonNode.Parse(File.ReadAllText(s_dashboard))!["panels"]!.AsArray().SelectMany(panel => panel!["targets"]!.AsArray())
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

    private static void AllExist(string expression)
    {
        var bare = Texts().Replace(expression, "\"\"");
        var named = Metric().Matches(bare).Select(match => match.Value).ToList();
        Assert.True(named.Count > 0 || bare.Contains("up{", StringComparison.Ordinal), $"no metric: {expression}");
        Assert.All(named, name => Assert.True(s_metrics.ContainsKey(name), $"there is no metric {name}: {expression}"));
        var labels = named.SelectMany(name => s_metrics[name].Labels).Concat(s_everywhere).ToHashSet();
        var used = Selectors().Matches(bare).SelectMany(match => match.Groups["label"].Captures)
            .Concat(Groupings().Matches(bare).SelectMany(match => match.Groups["label"].Captures)).Select(capture => capture.Value);
        Assert.All(used, label => Assert.True(labels.Contains(label), $"none of its metrics has a label {label}: {expression}"));
    }

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Texts();

    [GeneratedRegex(@"\b(reactor|process|dotnet)_[a-z0-9_]+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"\{\s*(?:(?<label>\w+)\s*[=!]~?\s*""""\s*,?\s*)*\}")]
    private static partial Regex Selectors();

    [GeneratedRegex(@"\b(?:by|without)\s*\(\s*(?:(?<label>\w+)\s*,?\s*)*\)")]
    private static partial Regex Groupings();
}
