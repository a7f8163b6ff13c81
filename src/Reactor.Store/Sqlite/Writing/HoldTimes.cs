using System.Collections.Immutable;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>When what holds notifications changes: read by those who are about to send, on any thread.</summary>
/// <param name="Version">Larger with each silence or maintenance that comes or is ended.</param>
/// <param name="Starts">When those begin that there are, in order.</param>
/// <param name="LastEnd">When the last of them is over; null: there is none.</param>
/// <param name="AnyHeld">Some delivery is held.</param>
internal sealed record HoldTimes(long Version, ImmutableArray<DateTimeOffset> Starts, DateTimeOffset? LastEnd, bool AnyHeld)
{
    /// <summary>Before anything is known: something may be held.</summary>
    public static readonly HoldTimes Unknown = new(0, [], DateTimeOffset.MaxValue, true);

    /// <summary>The version at a time: it grows too when one begins by time.</summary>
    public long At(DateTimeOffset now)
    {
        // Mostly all have begun.
        int begun = Starts.Length;
        while (begun > 0 && Starts[begun - 1] > now)
            begun--;
        return Version + begun;
    }

    /// <summary>Whether anything may be held, or is.</summary>
    public bool MayHold(DateTimeOffset now) => AnyHeld || now <= LastEnd;
}
