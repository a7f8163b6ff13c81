using System.Collections.Immutable;
using Reactor.Qmp;

namespace Reactor.Rules.Configuration;

/// <summary>Where traces and metrics are sent by the OpenTelemetry protocol: <c>otlp</c>. Without it there are no traces, and metrics are asked for at <c>/metrics</c>.</summary>
/// <param name="Endpoint">The receiver: <c>http</c> or <c>https</c>, for gRPC without a path.</param>
public sealed record OtlpConfiguration(Uri Endpoint)
{
    /// <summary>How it is spoken to. Default <see cref="OtlpProtocol.HttpProtobuf"/>.</summary>
    public OtlpProtocol Protocol { get; init; }

    /// <summary>HTTP headers, or metadata of gRPC, of every request; <c>{secret:NAME}</c> in them stands for a secret.</summary>
    public ImmutableSortedDictionary<string, string> Headers { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whose certificates are trusted, and what Reactor shows of itself; null: as the system does, and nothing.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>Time for one request. Default 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The part of traces that is sent, 0 to 1; which ones follows from their ids. Default 1.</summary>
    public double TraceRatio { get; init; } = 1;

    /// <summary>How often metrics are sent; zero: never. Default 1 min.</summary>
    public TimeSpan MetricsInterval { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>How a receiver of OTLP is spoken to.</summary>
public enum OtlpProtocol
{
    /// <summary>Protobuf by HTTP: <c>/v1/traces</c> and <c>/v1/metrics</c> below the endpoint.</summary>
    HttpProtobuf,

    /// <summary>gRPC.</summary>
    Grpc,
}
