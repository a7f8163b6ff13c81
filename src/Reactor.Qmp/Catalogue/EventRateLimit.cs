namespace Reactor.Qmp;

/// <summary>
/// QEMU's limit: one event per interval, the last of those held back goes out when the interval is over. It holds for one VM, over all its
/// monitors. A count over such events is a lower bound.
/// </summary>
/// <param name="Interval">One second in every release so far.</param>
/// <param name="Key">Members of <c>data</c> that have a limit of their own per value; empty when all events of the name share one.</param>
/// <param name="Since">First QEMU release that limits it.</param>
public sealed record EventRateLimit(TimeSpan Interval, IReadOnlyList<string> Key, string Since)
{
    /// <summary>Events of the name that newer releases send all the same; null where there are none.</summary>
    public EventRateExemption? Exempt { get; init; }

    /// <summary>Whether a QEMU of this version limits the event (were it not for <see cref="Exempt"/>).</summary>
    public bool AppliesTo(Version qemu)
    {
        ArgumentNullException.ThrowIfNull(qemu);
        return qemu >= Version.Parse(Since);
    }

    /// <summary>
    /// Whether it bounds a count that is kept per VM and per these members of <c>data</c>: it does when each member of <see cref="Key"/> is
    /// among them; else one count may gather events of many keys.
    /// </summary>
    public bool Bounds(IReadOnlyCollection<string> by)
    {
        ArgumentNullException.ThrowIfNull(by);
        return Key.All(by.Contains);
    }

    /// <summary>
    /// Most events of one key that one VM sends in a span of this length, its ends included. More than these can arrive in it only when
    /// something on the way held them up.
    /// </summary>
    public int MostWithin(TimeSpan within)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(within, TimeSpan.Zero);
        return (int)Math.Min((within.Ticks / Interval.Ticks) + 1, int.MaxValue);
    }
}

/// <summary>Events that are not held back though others of their name are.</summary>
/// <param name="Field">A member of <c>data</c>.</param>
/// <param name="Value">Its value in those events.</param>
/// <param name="Since">First QEMU releases that send them all, one for each line of releases that got it.</param>
public sealed record EventRateExemption(string Field, string Value, IReadOnlyList<string> Since);
