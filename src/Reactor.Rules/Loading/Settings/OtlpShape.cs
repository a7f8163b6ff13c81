using System.Collections.Immutable;
using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of <c>otlp</c>, and of its <c>traces</c> and <c>metrics</c>.</summary>
internal static class OtlpShape
{
    public static readonly Shape Shape = new Shape("the OTLP receiver").Alone("{endpoint: TEXT}")
        .Elsewhere("url", "write endpoint: http://127.0.0.1:4318").Elsewhere("interval", "write metrics: {interval: ...}").Elsewhere("ratio", "write traces: {ratio: ...}");

    public static readonly Shape TracesShape = new("the traces");

    public static readonly Shape MetricsShape = new("the metrics");

    private static readonly OtlpConfiguration s_defaults = new(new Uri("http://127.0.0.1:4318"));

    private static readonly Key<double> s_ratio = TracesShape.Optional(
        "ratio", Scalars.Part, "The part of traces that is sent, 0 to 1; which ones follows from their ids, so that a trace is sent whole or not at all; 0: none; default 1.");
    private static readonly Key<TimeSpan> s_interval = MetricsShape.Optional(
        "interval", Scalars.DurationOrZero(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "metrics are not sent"), "How often metrics are sent, 1s to 1h; 0s: never; default 1m.");

    private static readonly Key<Placed<Uri>> s_endpoint = Shape.Required(
        "endpoint", Collections.Placed(HttpReadings.Url), "Address of the receiver, such as http://127.0.0.1:4318; `/v1/traces` and `/v1/metrics` are added to it, unless it is spoken to by gRPC.");
    private static readonly Key<OtlpProtocol> s_protocol = Shape.Optional(
        "protocol", Scalars.Choice(("http/protobuf", OtlpProtocol.HttpProtobuf), ("grpc", OtlpProtocol.Grpc)), "How it is spoken to; default http/protobuf.");
    private static readonly Key<ImmutableArray<Named<YScalar>>> s_headers = Shape.Optional(
        "headers", Collections.Map(HttpReadings.HeaderName, HttpReadings.HeaderValue), "Headers of every request, metadata for gRPC; `{secret:NAME}` in them stands for a secret; default: none.");
    private static readonly Key<TlsSyntax> s_tls = Shape.Optional(
        "tls", TargetTlsShape.Reading, "A private authority, and a certificate of Reactor's own; default: the system's authorities, no certificate.");
    private static readonly Key<TimeSpan> s_timeout = Shape.Optional("timeout", HttpReadings.Timeout, "Time for one request; default 10s.");
    private static readonly Key<TracesSyntax> s_traces = Shape.Optional(
        "traces", new ObjectReading<TracesSyntax>(TracesShape, f => new TracesSyntax(f.GetOr(s_ratio, s_defaults.TraceRatio))), "Which traces are sent; default: all.");
    private static readonly Key<MetricsSyntax> s_metrics = Shape.Optional(
        "metrics", new ObjectReading<MetricsSyntax>(MetricsShape, f => new MetricsSyntax(f.GetOr(s_interval, s_defaults.MetricsInterval))), "When metrics are sent; default: once a minute.");

    public static Reading<OtlpSyntax> Reading { get; } = new ObjectReading<OtlpSyntax>(Shape, f => new OtlpSyntax(
        f.TryGet(s_endpoint, out var endpoint) ? endpoint : null, f.GetOr(s_protocol, s_defaults.Protocol), f.GetOr(s_headers, []), f.Get(s_tls), f.GetOr(s_timeout, s_defaults.Timeout))
    {
        TraceRatio = f.Get(s_traces)?.Ratio ?? s_defaults.TraceRatio,
        MetricsInterval = f.Get(s_metrics)?.Interval ?? s_defaults.MetricsInterval,
    });

    private sealed record TracesSyntax(double Ratio);

    private sealed record MetricsSyntax(TimeSpan Interval);
}
