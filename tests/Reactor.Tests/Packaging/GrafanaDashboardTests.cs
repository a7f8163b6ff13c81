using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reactor.Metrics;

namespace Reactor.Tests.Packaging;

/// <summary>The dashboard for Grafana is as Grafana expects one, and leaves no metric out unsaid.</summary>
public sealed partial class GrafanaDashboardTests
{
    private const int Columns = 24;

    // Moments, which alert rules compare with the time, and what `reactor rules` tells.
    private static readonly string[] s_leftOut =
        ["reactor_start_time_seconds", "process_start_time_seconds", "reactor_config_last_reload_success_timestamp_seconds", "reactor_rules"];

    private static readonly string[] s_types = ["stat", "timeseries", "table"];
    private static readonly string[] s_units = ["short", "s", "bytes", "eps", "cps", "ops", "percentunit"];

    private static IEnumerable<(JsonObject Panel, JsonObject Target)> Targets => GrafanaDashboard.Panels.SelectMany(panel => GrafanaDashboard.Targets(panel).Select(target => (panel, target)));

    [Fact]
    public void Every_metric_is_in_a_panel_or_left_out_by_name()
    {
        var shown = Targets.SelectMany(of => MonitoringFilesTests.NamesIn((string)of.Target["expr"]!)).ToHashSet();

        Assert.Equal(AllMetrics.All.Select(metric => metric.Name).Order(StringComparer.Ordinal), shown.Concat(s_leftOut).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Expressions_name_metrics_and_labels_that_there_are_and_keep_to_the_chosen_instances() => Assert.All(Targets, of =>
    {
        var expression = (string)of.Target["expr"]!;
        MonitoringFilesTests.AllExist(expression);
        Assert.Equal(MonitoringFilesTests.NamesIn(expression).Count(), Instance().Count(expression));
    });

    [Fact]
    public void Legends_name_labels_that_are_left_after_grouping() => Assert.All(Targets, of =>
    {
        var grouping = Grouping().Match((string)of.Target["expr"]!).Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries);
        Assert.All(Label().Matches((string)of.Target["legendFormat"]!), match => Assert.Contains(match.Groups["label"].Value, grouping));
    });

    [Fact]
    public void Panels_have_what_grafana_expects_of_one()
    {
        Assert.All(GrafanaDashboard.Panels, panel =>
        {
            Assert.Contains((string)panel["type"]!, s_types);
            Assert.False(string.IsNullOrWhiteSpace((string)panel["title"]!));
            Assert.Contains((string)panel["fieldConfig"]!["defaults"]!["unit"]!, s_units);
            Assert.NotNull(panel["fieldConfig"]!["overrides"]!.AsArray());
            Assert.NotEmpty(panel["targets"]!.AsArray());
            Assert.Equal(panel["targets"]!.AsArray().Count, GrafanaDashboard.Targets(panel).Select(target => (string)target["refId"]!).Distinct().Count());
        });
        Assert.All(Targets.Where(of => (string)of.Panel["type"]! == "table"), of => Assert.Equal(("table", true), ((string)of.Target["format"]!, (bool)of.Target["instant"]!)));
        Assert.Equal(GrafanaDashboard.Panels.Count, GrafanaDashboard.Panels.Select(panel => (int)panel["id"]!).Distinct().Count());
        Assert.Equal(GrafanaDashboard.Panels.Count, GrafanaDashboard.Panels.Select(panel => (string)panel["title"]!).Distinct().Count());
    }

    [Fact]
    public void Panels_lie_within_the_grid_and_none_over_another()
    {
        var taken = new HashSet<(int X, int Y)>();
        foreach (var place in GrafanaDashboard.Panels.Select(panel => panel["gridPos"]!))
        {
            var (x, y, w, h) = ((int)place["x"]!, (int)place["y"]!, (int)place["w"]!, (int)place["h"]!);
            Assert.True(x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= Columns, place.ToJsonString());
            Assert.All(from column in Enumerable.Range(x, w) from line in Enumerable.Range(y, h) select (column, line), cell => Assert.True(taken.Add(cell), $"{place.ToJsonString()} lies over another"));
        }
        // Nothing falls upwards when it is loaded.
        Assert.Equal(Columns * (taken.Max(cell => cell.Y) + 1), taken.Count);
    }

    [Fact]
    public void Source_is_chosen_by_whoever_imports_it()
    {
        var variables = GrafanaDashboard.Whole["templating"]!["list"]!.AsArray();
        Assert.Equal(("datasource", "datasource", "prometheus"), ((string)variables[0]!["name"]!, (string)variables[0]!["type"]!, (string)variables[0]!["query"]!));
        Assert.Equal(("instance", "query", true, true), ((string)variables[1]!["name"]!, (string)variables[1]!["type"]!, (bool)variables[1]!["multi"]!, (bool)variables[1]!["includeAll"]!));

        var sources = GrafanaDashboard.Panels.Concat(Targets.Select(of => of.Target)).Append(variables[1]!.AsObject()).Select(of => of["datasource"]!);
        Assert.All(sources, source => Assert.Equal(("prometheus", "${datasource}"), ((string)source["type"]!, (string)source["uid"]!)));
        Assert.True((int)GrafanaDashboard.Whole["schemaVersion"]! >= 36);
        Assert.InRange(((string)GrafanaDashboard.Whole["uid"]!).Length, 1, 40);
        Assert.Null(GrafanaDashboard.Whole["id"]);
    }

    [GeneratedRegex(@"\{instance=~""\$instance""")]
    private static partial Regex Instance();

    [GeneratedRegex(@"\bby \((?<labels>[^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\{\{(?<label>\w+)\}\}")]
    private static partial Regex Label();
}
