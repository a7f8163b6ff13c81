namespace Reactor.Actors.Clocks;

/// <summary>
/// Engine time: the later of what the store holds and the wall clock at start, plus monotonic elapsed time. It never runs backwards,
/// whatever happens to the wall clock. Immutable; shared by all threads.
/// </summary>
public sealed class EngineClock
{
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _start;
    private readonly long _startTimestamp;

    /// <summary>Starts the clock.</summary>
    /// <param name="time">Wall clock and monotonic time.</param>
    /// <param name="lastStored">The newest engine time in the store; null for none.</param>
    public EngineClock(TimeProvider time, DateTimeOffset? lastStored)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _startTimestamp = time.GetTimestamp();
        var wall = time.GetUtcNow();
        _start = WholeMicroseconds(lastStored is { } last && last > wall ? last : wall);
    }

    /// <summary>When the clock started, in engine time.</summary>
    public DateTimeOffset Start => _start;

    /// <summary>Engine time now, in whole microseconds, as the store keeps it.</summary>
    public DateTimeOffset Now => WholeMicroseconds(_start + _time.GetElapsedTime(_startTimestamp));

    private static DateTimeOffset WholeMicroseconds(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
}
