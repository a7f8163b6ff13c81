using Reactor.Metrics;

namespace Reactor.Tests.Metrics;

public class PrometheusTextTests
{
    private static readonly MetricSource Nothing = new(null!, [], [], new Dictionary<string, DateTimeOffset>(), []);

    [Fact]
    public void Metric_is_written_with_its_help_type_and_samples()
    {
        var metric = new Metric("a_total", MetricType.Counter, "How many\nof \\ them.", ["x", "y"], _ => [new Sample(1.5, "p", "q"), new Sample(2e9, "say \"hi\"", "line\nbreak\\")]);

        Assert.Equal(
            "# HELP a_total How many\\nof \\\\ them.\n# TYPE a_total counter\na_total{x=\"p\",y=\"q\"} 1.5\na_total{x=\"say \\\"hi\\\"\",y=\"line\\nbreak\\\\\"} 2000000000\n",
            PrometheusText.Write([metric], Nothing));
    }

    [Fact]
    public void Histogram_is_written_as_its_series() =>
        Assert.EndsWith(
            "# TYPE a_seconds histogram\na_seconds_bucket{le=\"0.5\"} 1\na_seconds_bucket{le=\"+Inf\"} 2\na_seconds_sum 1.75\na_seconds_count 2\n",
            PrometheusText.Write([new Metric("a_seconds", MetricType.Histogram, "", [], _ =>
            [
                new Sample(1, "0.5") { Suffix = "_bucket" }, new Sample(2, "+Inf") { Suffix = "_bucket" }, new Sample(1.75) { Suffix = "_sum" }, new Sample(2) { Suffix = "_count" },
            ])], Nothing),
            StringComparison.Ordinal);

    [Fact]
    public void Sample_without_all_labels_is_a_fault() =>
        Assert.Throws<InvalidOperationException>(() => PrometheusText.Write([new Metric("a", MetricType.Gauge, "", ["x"], _ => [new Sample(1)])], Nothing));
}
