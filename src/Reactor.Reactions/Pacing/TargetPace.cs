using Reactor.Rules.Configuration;

namespace Reactor.Reactions.Pacing;

/// <summary>Whether an attempt at a target may begin: its rate and its breaker together. What isn't configured lets everything pass.</summary>
public sealed class TargetPace
{
    private DeliveryRate? _rate;
    private BreakerOptions? _options;
    private TokenBucket? _bucket;
    private CircuitBreaker? _breaker;

    /// <summary>Where the breaker stands.</summary>
    public BreakerState State => _breaker?.State ?? BreakerState.Closed;

    /// <summary>Takes other settings. What didn't change keeps its state; a breaker that is open lets one try at once: it may be another URL.</summary>
    /// <param name="rate">The rate; null for none.</param>
    /// <param name="breaker">The breaker; null for none.</param>
    /// <param name="now">Now.</param>
    public void Configure(DeliveryRate? rate, BreakerOptions? breaker, DateTimeOffset now)
    {
        if (rate != _rate)
        {
            (_rate, _bucket) = (rate, rate is null ? null : new TokenBucket(rate));
        }

        if (breaker != _options)
        {
            (_options, _breaker) = (breaker, breaker is null ? null : new CircuitBreaker(breaker));
        }

        TryNow(now);
    }

    /// <summary>An operator says that the target works: a breaker that is open lets one try at once.</summary>
    /// <param name="now">Now.</param>
    public void TryNow(DateTimeOffset now) => _breaker?.TryNow(now, givenUp: false);

    /// <summary>How many attempts may begin now.</summary>
    /// <param name="now">Now.</param>
    public int Room(DateTimeOffset now)
    {
        var tokens = _bucket?.Available(now) ?? int.MaxValue;
        return _breaker is null || _breaker.State == BreakerState.Closed ? tokens : _breaker.Allows(now) ? Math.Min(tokens, 1) : 0;
    }

    /// <summary>When room comes by itself; null where it is there, or comes with the end of an attempt.</summary>
    /// <param name="now">Now.</param>
    public DateTimeOffset? RoomAt(DateTimeOffset now)
    {
        if (Room(now) > 0 || State == BreakerState.HalfOpen)
        {
            return null;
        }

        var token = _bucket?.NextAt ?? DateTimeOffset.MinValue;
        return State == BreakerState.Open && _breaker!.ProbeAt > token ? _breaker.ProbeAt : token;
    }

    /// <summary>Begins an attempt, where one may begin.</summary>
    /// <param name="now">Now.</param>
    public bool TryBegin(DateTimeOffset now)
    {
        if (Room(now) == 0)
        {
            return false;
        }

        _bucket?.TryTake(now);
        _breaker?.Begin();
        return true;
    }

    /// <summary>An attempt told that the target works, or that it doesn't.</summary>
    /// <param name="works">Which.</param>
    /// <param name="now">Now.</param>
    /// <param name="jitter">At random in [0, 1).</param>
    public void End(bool works, DateTimeOffset now, double jitter)
    {
        if (works)
        {
            _breaker?.Succeed();
        }
        else
        {
            _breaker?.Fail(now, jitter);
        }
    }

    /// <summary>An attempt was given up by this side: it told nothing.</summary>
    /// <param name="now">Now.</param>
    public void GiveUp(DateTimeOffset now) => _breaker?.TryNow(now, givenUp: true);
}
