using Reactor.Actors.Status;
using Reactor.Metrics;
using Reactor.Telemetry;

namespace Reactor.Tests.Telemetry;

public class OtlpMetricsTests
{
    private static readonly DateTimeOffset s_at = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private static readonly MetricSource s_source = new(
        new RuntimeStatus
        {
            StartedAt = s_at, Now = s_at.AddMinutes(2), Rules = 1, Store = new StoreStatus { Writable = true },
            Reload = new ReloadStatus { Fingerprint = "x", LoadedAt = s_at.AddMinutes(1) },
            CommitDurations = new DurationsStatus([3, 2, .. new long[DurationsStatus.Bounds.Length - 2], 1], TimeSpan.FromSeconds(4000)),
        },
        [], [], new Dictionary<string, DateTimeOffset>(), []);

    [Fact]
    public void All_metrics_that_have_samples_are_sent_under_their_names_with_the_same_values()
    {
        var seen = Write(AllMetrics.All).ToDictionary(m => m.Name);

        var told = AllMetrics.All.Where(m => m.Read(s_source).Any()).ToList();
        Assert.Equal(told.Select(m => m.Name).Order(), seen.Keys.Order());
        Assert.All(told, metric => Assert.Equal(
            (metric.Help, metric.Type switch { MetricType.Gauge => "gauge", MetricType.Counter => "sum", _ => "histogram" }), (seen[metric.Name].Help, seen[metric.Name].Kind)));
        Assert.All(told.Where(m => m.Type != MetricType.Histogram), metric => Assert.Equal(
            metric.Read(s_source).ToDictionary(s => string.Join(',', s.Labels), s => s.Value), seen[metric.Name].Values));
    }

    [Fact]
    public void Counter_is_a_sum_since_the_start_or_for_a_rule_since_its_load()
    {
        var seen = Write(
            [new Metric("a_total", MetricType.Counter, "", [], _ => [new Sample(5)]), new Metric("b_total", MetricType.Counter, "", ["rule"], _ => [new Sample(6, "r")])]);

        Assert.All(seen, metric => Assert.Equal((2, true), (metric.Temporality, metric.IsMonotonic)));
        Assert.Equal([1772445600_000000000ul, 1772445660_000000000ul], seen.Select(m => m.Points.Single().Number(2)));
        Assert.All(seen, metric => Assert.Equal(1772445720_000000000ul, metric.Points.Single().Number(3)));
        Assert.Equal("r", seen[1].Points.Single().Attributes(7)["rule"]);
    }

    [Fact]
    public void Histogram_has_its_bounds_and_how_often_each_was_met()
    {
        var seen = Write(AllMetrics.All).Single(m => m.Name == "reactor_store_commit_duration_seconds");

        var point = seen.Points.Single();
        Assert.Equal("s", seen.Unit);
        Assert.Equal(DurationsStatus.Bounds, point.Fixed(7).Select(BitConverter.UInt64BitsToDouble));
        Assert.Equal([3, 2, .. new ulong[DurationsStatus.Bounds.Length - 2], 1], point.Fixed(6));
        Assert.Equal((6ul, 4000.0, 2), (point.Number(4), point.Real(5), seen.Temporality));
    }

    private static List<SeenMetric> Write(IEnumerable<Metric> metrics) =>
        [.. new SeenRequest("metrics", "", new Dictionary<string, string>(), OtlpMetrics.Write("h1", metrics, s_source).ToArray(), true).Metrics];
}
