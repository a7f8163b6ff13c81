using System.Text;
using System.Text.RegularExpressions;
using Reactor.Actors.Status;
using Reactor.Metrics;
using Reactor.Output;
using Reactor.Queries;

namespace Reactor.Tests.Metrics;

/// <summary>Names and labels of metrics: others build on them.</summary>
public partial class AllMetricsTests
{
    private static string DocumentPath => Path.Combine(Repository.Root, "docs", "metrics.md");

    [Fact]
    public void Document_tells_every_metric_as_it_is()
    {
        var document = File.ReadAllText(DocumentPath);
        var head = document[..document.IndexOf("| metric |", StringComparison.Ordinal)];
        var expected = new StringBuilder(head).Append("| metric | type | labels | meaning |\n|---|---|---|---|\n");
        foreach (var metric in AllMetrics.All)
        {
            expected.Append($"| `{metric.Name}` | {metric.Type.ToString().ToLowerInvariant()} | {string.Join(", ", metric.Labels.Select(label => $"`{label}`"))} | {metric.Help} |\n");
        }
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(DocumentPath, expected.ToString());
        }

        Assert.Equal(expected.ToString(), File.ReadAllText(DocumentPath));
    }

    [Fact]
    public void Names_keep_to_the_conventions_of_prometheus()
    {
        Assert.All(AllMetrics.All, metric => Assert.Matches(Name(), metric.Name));
        Assert.All(AllMetrics.All, metric => Assert.True(metric.Type == MetricType.Counter == metric.Name.EndsWith("_total", StringComparison.Ordinal), metric.Name));
        Assert.Equal(AllMetrics.All.Count, AllMetrics.All.Select(metric => metric.Name).Distinct().Count());
    }

    [Fact]
    public void No_label_grows_with_vms() =>
        Assert.Empty(AllMetrics.All.SelectMany(metric => metric.Labels).Distinct().Except(["version", "engine", "state", "reason", "rule", "severity", "target", "result", "kind", "status", "bound", "file", "signal", "le"]));

    [Fact]
    public void Bounds_are_those_of_the_status_summed_over_vms()
    {
        var vm = new VmStatus { Name = "a", Address = "unix:/a", State = VmState.Live, Host = "h", Since = default, Dropped = 3, Outgrown = 20 };
        var status = new RuntimeStatus
        {
            StartedAt = DateTimeOffset.UnixEpoch, Now = DateTimeOffset.UnixEpoch, Rules = 1, Vms = [vm, vm with { Dropped = 4, Outgrown = 30 }], Targets = [],
            Store = new StoreStatus { Writable = true, HeldBatches = 5 },
        };

        var bounds = AllMetrics.All.Single(metric => metric.Name == "reactor_bounds_met")
            .Read(new MetricSource(status, [], [], new Dictionary<string, DateTimeOffset>(), [])).ToDictionary(sample => sample.Labels[0], sample => (long)sample.Value);

        Assert.Equal(MetBounds.Counts(MetBounds.Row(status, new())).ToDictionary(), bounds);
        Assert.Equal((7, 50, 5), (bounds["vms.dropped"], bounds["vms.outgrown"], bounds["store.held_batches"]));
        Assert.Equal(["vms.dropped", "vms.outgrown"], bounds.Keys.Where(path => path.StartsWith("vms.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Counters_of_a_rule_that_was_edited_go_on()
    {
        var status = new RuntimeStatus { StartedAt = DateTimeOffset.UnixEpoch, Now = DateTimeOffset.UnixEpoch, Rules = 1, Store = new StoreStatus { Writable = true } };
        var rule = new RuleStatus
        {
            Name = "r", Mode = "live", Severity = "error", Fingerprint = "f", Totals = new RuleTotals(Evaluated: 6, Matched: 3, Limited: 1, Errors: 4, Dropped: 5), Earlier = new RuleTotals(Evaluated: 60, Matched: 30, Limited: 10, Errors: 40, Dropped: 50),
        };

        var counted = AllMetrics.All.Where(metric => metric.Type == MetricType.Counter && metric.Name.StartsWith("reactor_rule_", StringComparison.Ordinal))
            .ToDictionary(metric => metric.Name, metric => Assert.Single(metric.Read(new MetricSource(status, [rule], [], new Dictionary<string, DateTimeOffset>(), []))).Value);

        Assert.Equal(
            new() { ["reactor_rule_evaluations_total"] = 66, ["reactor_rule_matches_total"] = 33, ["reactor_rule_firings_total"] = 22, ["reactor_rule_errors_total"] = 44, ["reactor_rule_dropped_total"] = 55 }, counted);
    }

    [GeneratedRegex("^(reactor|process|dotnet)_[a-z0-9_]+$")]
    private static partial Regex Name();
}
