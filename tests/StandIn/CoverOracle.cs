using System.Globalization;

namespace StandIn;

/// <summary>What a daemon stored of one VM, in its order.</summary>
internal abstract record Stored
{
    /// <summary>An event.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="At">When it was taken: after it was heard, by as long as it waited.</param>
    public sealed record Event(long Number, DateTimeOffset At) : Stored;

    /// <summary>A gap, as rules are told of it.</summary>
    /// <param name="From">From when.</param>
    /// <param name="IsOverflow">Whether it is of what did not fit: that is told no later than what came after it, so before what was heard earlier and waits still.</param>
    public sealed record Gap(DateTimeOffset From, bool IsOverflow) : Stored;
}

/// <summary>
/// Compares what a VM wrote with what a daemon stored of it: each once, in order, and where some is missing between two events a gap is told between
/// them, or later and from a time before; one of what did not fit also as far before as events can wait. Of what was written before the first event
/// nobody could tell a gap: the VM was not known.
/// </summary>
internal static class CoverOracle
{
    /// <summary>Events of one VM that wait at the most, with what is under way.</summary>
    private const int MostWaiting = 5_000;

    /// <summary>What is wrong, in words; empty where nothing is.</summary>
    public static IReadOnlyList<string> Faults(IReadOnlyList<Written> written, IReadOnlyList<Stored> stored)
    {
        var faults = new List<string>();
        var numbers = written.Select(w => w.Number).ToHashSet();
        var before = -1;
        for (var i = 0; i < stored.Count; i++)
        {
            if (stored[i] is not Stored.Event now)
                continue;
            if (!numbers.Contains(now.Number))
                faults.Add(Text($"event {now.Number} was heard and never written"));
            if (before >= 0 && stored[before] is Stored.Event last)
            {
                var missing = now.Number - last.Number > 1 ? written.Count(w => w.Number > last.Number && w.Number < now.Number) : 0;
                if (now.Number <= last.Number)
                    faults.Add(Text($"event {now.Number} was heard after {last.Number}"));
                else if (missing > 0 && !IsCovered(stored, before, i, now.At))
                    faults.Add(Text($"{missing} events are missing between {last.Number} ({last.At:HH:mm:ss.ffffff}) and {now.Number} ({now.At:HH:mm:ss.ffffff}), and no gap covers them"));
            }

            before = i;
        }

        return faults;
    }

    private static bool IsCovered(IReadOnlyList<Stored> stored, int before, int after, DateTimeOffset at)
    {
        for (var i = before + 1; i < stored.Count; i++)
        {
            if (stored[i] is Stored.Gap gap && (i < after || gap.From <= at))
                return true;
        }

        for (var (i, events) = (before, 0); i >= 0 && events <= MostWaiting; i--)
        {
            if (stored[i] is Stored.Gap { IsOverflow: true })
                return true;
            events += stored[i] is Stored.Event ? 1 : 0;
        }

        return false;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
