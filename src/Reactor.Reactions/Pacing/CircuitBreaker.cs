using Reactor.Rules.Configuration;

namespace Reactor.Reactions.Pacing;

/// <summary>Where a breaker stands.</summary>
public enum BreakerState
{
    /// <summary>Attempts go on.</summary>
    Closed,

    /// <summary>None begins.</summary>
    Open,

    /// <summary>One tries whether the target works again.</summary>
    HalfOpen,
}

/// <summary>
/// Leaves a target alone that fails.
/// <code>
/// Closed --failures in a row--> Open --time over, one begins--> HalfOpen --success--> Closed
///                                ^                                 |
///                                +-------- failure, longer --------+
/// </code>
/// A success closes it from anywhere: an attempt that began before it opened may end later.
/// </summary>
/// <param name="options">When it opens, and for how long.</param>
public sealed class CircuitBreaker(BreakerOptions options)
{
    // Many targets behind one proxy fail together; they don't try together.
    private const double Spread = 0.2;

    private int _failures;
    private TimeSpan _openFor;

    /// <summary>Where it stands.</summary>
    public BreakerState State { get; private set; }

    /// <summary>While it is open: when one may try.</summary>
    public DateTimeOffset ProbeAt { get; private set; }

    /// <summary>Whether an attempt may begin.</summary>
    /// <param name="now">Now.</param>
    public bool Allows(DateTimeOffset now) => State == BreakerState.Closed || (State == BreakerState.Open && now >= ProbeAt);

    /// <summary>An attempt that was allowed begins.</summary>
    public void Begin()
    {
        if (State == BreakerState.Open)
        {
            State = BreakerState.HalfOpen;
        }
    }

    /// <summary>The target works.</summary>
    public void Succeed()
    {
        State = BreakerState.Closed;
        _failures = 0;
        _openFor = TimeSpan.Zero;
    }

    /// <summary>The target failed.</summary>
    /// <param name="now">Now.</param>
    /// <param name="jitter">At random in [0, 1).</param>
    public void Fail(DateTimeOffset now, double jitter)
    {
        if (State == BreakerState.Open || (State == BreakerState.Closed && ++_failures < options.Failures))
        {
            return;
        }

        _openFor = _openFor == TimeSpan.Zero ? options.OpenMin : _openFor > options.OpenMax / 2 ? options.OpenMax : _openFor * 2;
        State = BreakerState.Open;
        ProbeAt = now + (_openFor * (1 - (Spread * jitter)));
    }

    /// <summary>Where it is open, one may try at once: somebody says that the target works, or an attempt that tried was given up by this side.</summary>
    /// <param name="now">Now.</param>
    /// <param name="givenUp">The attempt that tried is over.</param>
    public void TryNow(DateTimeOffset now, bool givenUp)
    {
        if (State == BreakerState.HalfOpen && givenUp)
        {
            State = BreakerState.Open;
        }

        if (State == BreakerState.Open)
        {
            ProbeAt = now;
        }
    }
}
