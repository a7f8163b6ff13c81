namespace Reactor.Telemetry;

/// <summary>How many requests to a receiver ended so.</summary>
/// <param name="Signal">What was sent: <c>traces</c>, <c>metrics</c>.</param>
/// <param name="Result">What came of it: <c>taken</c>, <c>failed</c>.</param>
/// <param name="Count">How often.</param>
internal readonly record struct OtlpCount(string Signal, string Result, long Count);

/// <summary>Counts requests to receivers of OTLP since the start. Safe from any thread.</summary>
internal sealed class OtlpCounts
{
    private long _tracesTaken;
    private long _tracesFailed;
    private long _metricsTaken;
    private long _metricsFailed;

    /// <summary>A request ended.</summary>
    public void Count(OtlpSignal signal, bool isTaken) => Interlocked.Increment(ref signal == OtlpSignal.Traces
        ? ref isTaken ? ref _tracesTaken : ref _tracesFailed
        : ref isTaken ? ref _metricsTaken : ref _metricsFailed);

    /// <summary>All of them.</summary>
    public IReadOnlyList<OtlpCount> Read() =>
    [
        new("traces", "taken", Interlocked.Read(ref _tracesTaken)), new("traces", "failed", Interlocked.Read(ref _tracesFailed)),
        new("metrics", "taken", Interlocked.Read(ref _metricsTaken)), new("metrics", "failed", Interlocked.Read(ref _metricsFailed)),
    ];
}
