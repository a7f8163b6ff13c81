using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of <c>retry</c>, in a target and in a rule's webhook.</summary>
internal static class RetryShape
{
    public static readonly Shape Shape = new Shape("a retry schedule").Alone("{attempts: TEXT}");

    private static readonly RetryOptions s_defaults = new();

    private static readonly Key<int> s_attempts = Shape.Optional("attempts", Scalars.Integer(1, 100), "Attempts in all; default 10.");
    private static readonly Key<(TimeSpan Min, TimeSpan Max)> s_backoff = Shape.Optional("backoff", DelayRange.Reading, "The first delay, doubled each time, and the longest; default 5s..1h.");

    public static Reading<RetryOptions> Reading { get; } = new ObjectReading<RetryOptions>(Shape, f =>
    {
        var (min, max) = f.GetOr(s_backoff, (s_defaults.BackoffMin, s_defaults.BackoffMax));
        return new RetryOptions { Attempts = f.GetOr(s_attempts, s_defaults.Attempts), BackoffMin = min, BackoffMax = max };
    });
}
