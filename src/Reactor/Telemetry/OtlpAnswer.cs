namespace Reactor.Telemetry;

/// <summary>What came of a request to a receiver of OTLP.</summary>
/// <param name="Failure">Why it was not taken, for people; null where it was. Free of secrets.</param>
/// <param name="MayRepeat">Whether the same may be sent again: the receiver can't be reached, or can't take it now.</param>
/// <param name="After">When, as the receiver asks for it; null: it doesn't say.</param>
/// <param name="Rejected">How many of the spans or points it refused of those that it took.</param>
internal sealed record OtlpAnswer(string? Failure, bool MayRepeat = false, TimeSpan? After = null, long Rejected = 0)
{
    public static OtlpAnswer Taken { get; } = new(Failure: null);
}

/// <summary>What is sent.</summary>
internal enum OtlpSignal
{
    Traces,
    Metrics,
}
