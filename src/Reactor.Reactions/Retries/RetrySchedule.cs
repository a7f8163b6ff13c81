using Reactor.Rules.Configuration;

namespace Reactor.Reactions.Retries;

/// <summary>
/// When a delivery is tried again: <see cref="RetryOptions.BackoffMin"/>, doubled for each further attempt, never above
/// <see cref="RetryOptions.BackoffMax"/>, shortened by up to a fifth at random so that many deliveries don't come at once.
/// A target's <c>Retry-After</c> lengthens a delay (up to <see cref="RetryOptions.BackoffMax"/>), it never shortens one.
/// </summary>
public static class RetrySchedule
{
    private const double Spread = 0.2;

    /// <summary>Decides after a failed attempt.</summary>
    /// <param name="attempt">Number of the attempt that failed, from 1.</param>
    /// <param name="options">The target's settings.</param>
    /// <param name="jitter">At random in [0, 1); given by the caller.</param>
    /// <param name="retryAfter">What the target asked for; null where it didn't.</param>
    public static RetryDecision Next(int attempt, RetryOptions options, double jitter, TimeSpan? retryAfter = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(jitter);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(jitter, 1.0);
        if (attempt >= options.Attempts)
        {
            return RetryDecision.GiveUp.Instance;
        }

        var delay = Backoff(attempt, options) * (1 - (Spread * jitter));
        if (retryAfter is { } asked)
        {
            var honoured = asked < options.BackoffMax ? asked : options.BackoffMax;
            delay = honoured > delay ? honoured : delay;
        }

        return new RetryDecision.Again(delay);
    }

    private static TimeSpan Backoff(int attempt, RetryOptions options)
    {
        var delay = options.BackoffMin;
        for (var i = 1; i < attempt && delay < options.BackoffMax; i++)
        {
            // Doubling in ticks would overflow for a BackoffMax near the type's end.
            delay = delay > options.BackoffMax / 2 ? options.BackoffMax : delay * 2;
        }

        return delay < options.BackoffMax ? delay : options.BackoffMax;
    }
}
