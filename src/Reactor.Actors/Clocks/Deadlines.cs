namespace Reactor.Actors.Clocks;

/// <summary>From engine time to timers.</summary>
internal static class Deadlines
{
    /// <summary>Longest delay of one timer; who is woken before the deadline asks again.</summary>
    internal static readonly TimeSpan MaxDelay = TimeSpan.FromHours(1);

    /// <summary>
    /// How long to wait so that engine time is past a deadline: an event at the very instant still meets it, so at least a microsecond more, in whole
    /// milliseconds, as timers have them.
    /// </summary>
    public static TimeSpan DelayUntilAfter(DateTimeOffset deadline, DateTimeOffset now)
    {
        if (deadline - now >= MaxDelay)
            return MaxDelay;
        if (deadline < now)
            return TimeSpan.Zero;
        var microseconds = ((deadline - now).Ticks / TimeSpan.TicksPerMicrosecond) + 1;
        return TimeSpan.FromMilliseconds((microseconds + 999) / 1000);
    }
}
