using System.Globalization;
using Reactor.Metrics;

namespace Reactor.Telemetry;

/// <summary>Writes the metrics of <c>/metrics</c> as OTLP has them, under the same names: an <c>ExportMetricsServiceRequest</c>.</summary>
internal static class OtlpMetrics
{
    private const int Cumulative = 2;

    /// <summary>A request with all of them, as they are now.</summary>
    public static ReadOnlyMemory<byte> Write(string node, IEnumerable<Metric> metrics, MetricSource source)
    {
        var (started, loaded, now) = (OtlpMessage.Time(source.Status.StartedAt), OtlpMessage.Time(source.Status.Reload?.LoadedAt ?? source.Status.StartedAt), OtlpMessage.Time(source.Status.Now));
        return OtlpMessage.Write(node, to =>
        {
            foreach (var metric in metrics)
            {
                // Counters of a rule begin anew with a reload.
                Write(to, metric, [.. metric.Read(source)], metric.Labels.Contains("rule") ? loaded : started, now);
            }
        });
    }

    private static void Write(ProtoWriter to, Metric metric, List<Sample> samples, ulong since, ulong now)
    {
        if (samples.Count == 0)
        {
            return;
        }
        var message = to.Begin(2);
        to.Text(1, metric.Name);
        to.Text(2, metric.Help);
        to.Text(3, metric.Name.Contains("_seconds", StringComparison.Ordinal) ? "s" : metric.Name.Contains("_bytes", StringComparison.Ordinal) ? "By" : "");
        var data = to.Begin(metric.Type switch { MetricType.Gauge => 5, MetricType.Counter => 7, _ => 9 });
        if (metric.Type == MetricType.Histogram)
        {
            Histogram(to, samples, since, now);
        }
        else
        {
            foreach (var sample in samples)
            {
                Number(to, metric, sample, since, now);
            }
        }
        if (metric.Type != MetricType.Gauge)
        {
            to.Integer(2, Cumulative);
        }
        if (metric.Type == MetricType.Counter)
        {
            to.Truth(3, true);
        }
        to.End(data);
        to.End(message);
    }

    private static void Number(ProtoWriter to, Metric metric, Sample sample, ulong since, ulong now)
    {
        var point = to.Begin(1);
        if (metric.Type == MetricType.Counter)
        {
            to.Fixed(2, since);
        }
        to.Fixed(3, now);
        to.Real(4, sample.Value);
        for (var i = 0; i < metric.Labels.Length; i++)
        {
            OtlpMessage.Attribute(to, 7, metric.Labels[i], sample.Labels[i]);
        }
        to.End(point);
    }

    // Its samples are the series that Prometheus makes of it: buckets that hold the smaller ones too, the last without an end.
    private static void Histogram(ProtoWriter to, List<Sample> samples, ulong since, ulong now)
    {
        var bounds = new List<ulong>();
        var counts = new List<ulong>();
        var before = 0.0;
        var point = to.Begin(1);
        to.Fixed(2, since);
        to.Fixed(3, now);
        foreach (var sample in samples)
        {
            switch (sample.Suffix)
            {
                case "_bucket":
                    counts.Add((ulong)(sample.Value - before));
                    before = sample.Value;
                    if (sample.Labels[0] != "+Inf")
                    {
                        bounds.Add(BitConverter.DoubleToUInt64Bits(double.Parse(sample.Labels[0], CultureInfo.InvariantCulture)));
                    }
                    break;
                case "_sum": to.Real(5, sample.Value); break;
                default: to.Fixed(4, (ulong)sample.Value); break;
            }
        }
        to.Packed(6, counts);
        to.Packed(7, bounds);
        to.End(point);
    }
}
