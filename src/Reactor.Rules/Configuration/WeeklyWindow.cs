using System.Collections.Immutable;

namespace Reactor.Rules.Configuration;

/// <summary>A span of every week, by the wall clock of a time zone: one entry of <c>windows</c>. Pure: the time is a parameter.</summary>
/// <remarks>
/// What the clock on the wall shows decides. Where it is set back, the hour that comes twice is in the window twice or not at all; where it is
/// set forward, a window that starts in the hour left out starts with the new time.
/// </remarks>
/// <param name="Name">The name that rules use.</param>
/// <param name="Days">The days that it starts on.</param>
/// <param name="From">When it starts.</param>
/// <param name="To">When it ends, that minute not included; not later than <paramref name="From"/>: on the next day.</param>
/// <param name="Zone">Whose wall clock is meant.</param>
public sealed record WeeklyWindow(string Name, ImmutableSortedSet<DayOfWeek> Days, TimeOnly From, TimeOnly To, TimeZoneInfo Zone)
{
    // A window opens at least once a week; a zone may leave out a whole day, as Samoa did in 2011.
    private const int HorizonDays = 16;

    private static readonly TimeSpan s_step = TimeSpan.FromHours(12);

    private bool IsOverMidnight => To <= From;

    /// <summary>Whether the window is open at an instant.</summary>
    /// <param name="at">The instant.</param>
    public bool Contains(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, Zone);
        var time = TimeOnly.FromTimeSpan(local.TimeOfDay);
        bool startedToday = Days.Contains(local.DayOfWeek) && time >= From && (IsOverMidnight || time < To);
        return startedToday || (IsOverMidnight && time < To && Days.Contains(DayBefore(local.DayOfWeek)));
    }

    /// <summary>The first instant after <paramref name="at"/> at which the window opens or closes; null where it never does.</summary>
    /// <param name="at">The instant.</param>
    public DateTimeOffset? NextChange(DateTimeOffset at)
    {
        bool now = Contains(at);
        foreach (var candidate in Candidates(at.ToUniversalTime()))
        {
            if (Contains(candidate) != now)
                return candidate;
        }

        return null;
    }

    // Every instant at which something can change: where the clock is set, and where it shows an end of the window under any offset in use.
    private SortedSet<DateTimeOffset> Candidates(DateTimeOffset at)
    {
        var end = at.AddDays(HorizonDays);
        var (turns, offsets) = Offsets(at, end);
        var candidates = new SortedSet<DateTimeOffset>(turns);
        var first = DateOnly.FromDateTime(at.UtcDateTime).AddDays(-2);
        for (int day = 0; day <= HorizonDays + 2; day++)
        {
            foreach (var time in (TimeOnly[])[From, To])
            {
                var shown = first.AddDays(day).ToDateTime(time);
                foreach (var offset in offsets)
                    candidates.Add(new DateTimeOffset(shown, offset).ToUniversalTime());
            }
        }

        candidates.RemoveWhere(c => c <= at || c > end);
        return candidates;
    }

    private (List<DateTimeOffset> Turns, HashSet<TimeSpan> Offsets) Offsets(DateTimeOffset at, DateTimeOffset end)
    {
        var turns = new List<DateTimeOffset>();
        var offsets = new HashSet<TimeSpan> { Zone.GetUtcOffset(at) };
        for (var from = at; from < end; from += s_step)
        {
            var to = from + s_step;
            if (!offsets.Add(Zone.GetUtcOffset(to)) && Zone.GetUtcOffset(from) == Zone.GetUtcOffset(to))
                continue;
            turns.Add(Turn(from, to));
        }

        return (turns, offsets);
    }

    // The first instant of the new offset.
    private DateTimeOffset Turn(DateTimeOffset from, DateTimeOffset to)
    {
        var before = Zone.GetUtcOffset(from);
        long low = from.UtcTicks, high = to.UtcTicks;
        while (high - low > 1)
        {
            long middle = low + ((high - low) / 2);
            if (Zone.GetUtcOffset(new DateTimeOffset(middle, TimeSpan.Zero)) == before)
                low = middle;
            else
                high = middle;
        }

        return new DateTimeOffset(high, TimeSpan.Zero);
    }

    private static DayOfWeek DayBefore(DayOfWeek day) => (DayOfWeek)(((int)day + 6) % 7);
}
