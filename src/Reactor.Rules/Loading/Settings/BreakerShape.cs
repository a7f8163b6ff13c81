using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of a target's <c>breaker</c>.</summary>
internal static class BreakerShape
{
    public static readonly Shape Shape = new("a breaker");

    private static readonly BreakerOptions s_defaults = new();

    private static readonly Key<int> s_failures = Shape.Optional("failures", Scalars.Integer(0, 1000), "Failed attempts, without a success between them, after which the target is left alone; 0: it never is; default 5.");
    private static readonly Key<(TimeSpan Min, TimeSpan Max)> s_open = Shape.Optional("open", DelayRange.Reading, "How long it is left alone before one delivery tries whether it works again: first, doubled each time that it doesn't, and at the most; default 10s..5m.");

    /// <summary>With no failures: never open.</summary>
    public static Reading<BreakerOptions> Reading { get; } = new ObjectReading<BreakerOptions>(Shape, f =>
    {
        var (min, max) = f.GetOr(s_open, (s_defaults.OpenMin, s_defaults.OpenMax));
        return new BreakerOptions { Failures = f.GetOr(s_failures, s_defaults.Failures), OpenMin = min, OpenMax = max };
    });
}
