using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Reactor.Actors.Status;
using Reactor.Actors.Tracing;
using Reactor.Metrics;
using Reactor.Telemetry;
using Metric = Reactor.Metrics.Metric;
using MetricType = Reactor.Metrics.MetricType;
using SpanKind = Reactor.Actors.Tracing.SpanKind;

namespace Reactor.Tests.Telemetry;

/// <summary>What Reactor writes is what OpenTelemetry's own exporter writes of the same, read by the same receiver.</summary>
public sealed class OpenTelemetryTests : IAsyncLifetime
{
    private static readonly DateTimeOffset s_at = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private OtlpReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task Span_has_the_form_of_the_official_exporter()
    {
        using var source = new ActivitySource("reactor");
        using (Sdk.CreateTracerProviderBuilder().AddSource("reactor").AddOtlpExporter(o => To(o, "traces")).Build())
        {
            using var parent = source.StartActivity("delivery", ActivityKind.Internal, default(ActivityContext), startTime: s_at)!;
            var child = source.StartActivity("attempt", ActivityKind.Client, parent.Context, [new("reactor.attempt", 3L), new("reactor.muted", true), new("reactor.target", "ops")], startTime: s_at)!;
            child.SetStatus(ActivityStatusCode.Error, "503 no");
            child.SetEndTime(s_at.AddSeconds(1).UtcDateTime);
            child.Stop();
        }
        await _receiver.UntilAsync(r => r.Spans.Any(s => s.Name == "attempt"));
        var theirs = _receiver.Spans.Single(s => s.Name == "attempt");

        var ours = Assert.Single(new SeenRequest("traces", "", new Dictionary<string, string>(), OtlpTraces.Write("h1", [new Span
        {
            Trace = UInt128.Parse(theirs.Trace, System.Globalization.NumberStyles.HexNumber, null),
            Id = Convert.ToUInt64(theirs.Id, 16),
            Parent = Convert.ToUInt64(theirs.Parent, 16),
            Name = "attempt",
            Kind = SpanKind.Client,
            Begin = s_at,
            End = s_at.AddSeconds(1),
            Failure = "503 no",
            Attributes = [new("reactor.attempt", 3L), new("reactor.muted", true), new("reactor.target", "ops")],
        }]).ToArray(), true).Spans);

        Assert.Equal((theirs.Trace, theirs.Id, theirs.Parent, theirs.Name, theirs.Kind), (ours.Trace, ours.Id, ours.Parent, ours.Name, ours.Kind));
        Assert.Equal((theirs.Begin, theirs.End, theirs.Status, theirs.Message, theirs.Scope), (ours.Begin, ours.End, ours.Status, ours.Message, ours.Scope));
        Assert.Equal(theirs.Attributes, ours.Attributes);
        Assert.Equal(1u, theirs.Flags & ours.Flags & 0xff);
    }

    [Fact]
    public async Task Metrics_have_the_form_of_the_official_exporter()
    {
        using var meter = new Meter("reactor");
        using (var provider = Sdk.CreateMeterProviderBuilder().AddMeter("reactor")
            .AddView("c_seconds", new ExplicitBucketHistogramConfiguration { Boundaries = [1, 5], RecordMinMax = false })
            .AddOtlpExporter((o, reader) =>
            {
                To(o, "metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = int.MaxValue;
            }).Build())
        {
            meter.CreateObservableGauge("a", () => new Measurement<double>(1.5, new KeyValuePair<string, object?>("state", "live")), "", "How it is.");
            meter.CreateCounter<double>("b_total", "", "How many.").Add(7, new KeyValuePair<string, object?>("rule", "r"));
            var histogram = meter.CreateHistogram<double>("c_seconds", "s", "How long.");
            foreach (var value in (double[])[0.5, 2, 3, 100])
            {
                histogram.Record(value);
            }
            Assert.True(provider.ForceFlush());
        }
        // The end sends once more.
        var theirs = _receiver.Requests[0].Metrics.ToDictionary(m => m.Name);

        var source = new MetricSource(new RuntimeStatus { StartedAt = s_at, Now = s_at, Rules = 1, Store = new StoreStatus { Writable = true } }, [], [], new Dictionary<string, DateTimeOffset>(), []);
        var ours = new SeenRequest("metrics", "", new Dictionary<string, string>(), OtlpMetrics.Write("h1",
        [
            new Metric("a", MetricType.Gauge, "How it is.", ["state"], _ => [new Sample(1.5, "live")]),
            new Metric("b_total", MetricType.Counter, "How many.", ["rule"], _ => [new Sample(7, "r")]),
            new Metric("c_seconds", MetricType.Histogram, "How long.", [], _ =>
            [
                new Sample(1, "1") { Suffix = "_bucket" }, new Sample(3, "5") { Suffix = "_bucket" }, new Sample(4, "+Inf") { Suffix = "_bucket" },
                new Sample(105.5) { Suffix = "_sum" }, new Sample(4) { Suffix = "_count" },
            ]),
        ], source).ToArray(), true).Metrics.ToList();

        Assert.Equal(3, ours.Count);
        Assert.All(ours, metric =>
        {
            var other = theirs[metric.Name];
            Assert.Equal((other.Help, other.Unit, other.Kind, other.Temporality, other.IsMonotonic, other.Scope), (metric.Help, metric.Unit, metric.Kind, metric.Temporality, metric.IsMonotonic, metric.Scope));
            var (point, theirPoint) = (Assert.Single(metric.Points), Assert.Single(other.Points));
            var attributes = metric.Kind == "histogram" ? 9 : 7;
            Assert.Equal(theirPoint.Attributes(attributes), point.Attributes(attributes));
            Assert.Equal(theirPoint.Real(metric.Kind == "histogram" ? 5 : 4), point.Real(metric.Kind == "histogram" ? 5 : 4));
            Assert.Equal(theirPoint.Fixed(6), point.Fixed(6));
            Assert.Equal(theirPoint.Fixed(7), metric.Kind == "histogram" ? point.Fixed(7) : theirPoint.Fixed(7));
        });
    }

    private void To(OtlpExporterOptions options, string signal) => (options.Endpoint, options.Protocol) = (new Uri($"{_receiver.Http}/v1/{signal}"), OtlpExportProtocol.HttpProtobuf);
}
