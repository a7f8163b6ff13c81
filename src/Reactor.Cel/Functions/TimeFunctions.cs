using Reactor.Cel.Evaluation;

namespace Reactor.Cel.Functions;

/// <summary>The parts of timestamps and durations.</summary>
internal static class TimeFunctions
{
    // A zone that doesn't exist is looked for on disk each time.
    private const int ZoneCost = 50;

    public static void AddTo(FunctionTable table)
    {
        Part(table, "getFullYear", t => t.Year);
        Part(table, "getMonth", t => t.Month - 1);
        Part(table, "getDate", t => t.Day);
        Part(table, "getDayOfMonth", t => t.Day - 1);
        Part(table, "getDayOfWeek", t => (int)t.DayOfWeek);
        Part(table, "getDayOfYear", t => t.DayOfYear - 1);
        Part(table, "getHours", t => t.Hour);
        Part(table, "getMinutes", t => t.Minute);
        Part(table, "getSeconds", t => t.Second);
        Part(table, "getMilliseconds", t => t.Millisecond);

        Whole(table, "getHours", nanos => nanos / 3_600_000_000_000);
        Whole(table, "getMinutes", nanos => nanos / 60_000_000_000);
        Whole(table, "getSeconds", nanos => nanos / 1_000_000_000);
        Whole(table, "getMilliseconds", nanos => nanos / 1_000_000 % 1000);
    }

    private static void Whole(FunctionTable table, string name, Func<long, long> part) =>
        table.Method(name, [CelType.Duration], CelType.Int, a => CelValue.From(part(a[0].DurationNanoseconds)));

    private static void Part(FunctionTable table, string name, Func<DateTime, int> part)
    {
        table.Method(name, [CelType.Timestamp], CelType.Int, a => CelValue.From((long)part(a[0].AsTimestamp.UtcDateTime)));
        table.Add(Overload.Of(
            name,
            true,
            [CelType.Timestamp, CelType.String],
            CelType.Int,
            (ref Frame frame, ReadOnlySpan<CelValue> a) => frame.Charge(ZoneCost) ? In(a[0], a[1].AsString, part) : Frame.OutOfBudget,
            static (i, value) => i == 1 && OffsetOf(value.AsString, DateTime.UnixEpoch) is null ? NoZone(value.AsString) : null));
    }

    private static CelValue In(in CelValue timestamp, string zone, Func<DateTime, int> part)
    {
        var utc = timestamp.AsTimestamp.UtcDateTime;
        if (OffsetOf(zone, utc) is not { } offset)
            return CelValue.Error(CelErrorKind.Invalid, NoZone(zone));
        var ticks = utc.Ticks + offset.Ticks;
        return ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks
            ? Failures.TimeOverflow
            : CelValue.From((long)part(new DateTime(ticks)));
    }

    private static string NoZone(string zone) => $"\"{(zone.Length > 40 ? zone[..40] + "..." : zone)}\" is no time zone such as Europe/Berlin or +02:00";

    private static TimeSpan? OffsetOf(string zone, DateTime utc)
    {
        if (zone.Length > 0 && zone[0] is '+' or '-')
            return TimeText.HoursAndMinutes(zone.AsSpan(1), zone[0] == '-');
        if (zone.Length == 5 && char.IsAsciiDigit(zone[0]))
            return TimeText.HoursAndMinutes(zone, false);
        return IsName(zone) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found.GetUtcOffset(utc) : null;
    }

    // It becomes a file's name.
    private static bool IsName(string zone)
    {
        foreach (var c in zone)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('/' or '_' or '+' or '-'))
                return false;
        }

        return zone.Length is > 0 and <= 64 && char.IsAsciiLetter(zone[0]);
    }
}
