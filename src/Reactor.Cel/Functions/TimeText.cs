using System.Buffers;
using System.Globalization;

namespace Reactor.Cel.Functions;

/// <summary>Reads timestamps (RFC 3339) and durations (<c>1h30m</c>, <c>-1.5s</c>).</summary>
internal static class TimeText
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly (string Unit, long Nanos)[] Units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000),
        ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ];

    public static CelValue ToTimestamp(string text)
    {
        // 2009-02-13T23:31:30[.123456789](Z|+01:00)
        if (text.Length is < 20 or > 40 || !HasShape(text))
            return NoTimestamp(text);
        var at = 19;
        var nanos = 0;
        if (text[at] == '.')
        {
            var start = ++at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
            if (at == start || at - start > 9)
                return NoTimestamp(text);
            nanos = int.Parse(text[start..at].PadRight(9, '0'), CultureInfo.InvariantCulture);
        }

        if (Offset(text[at..]) is not { } offset
            || !DateTime.TryParseExact(text[..10] + "T" + text[11..19], "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return NoTimestamp(text);
        }

        return CelValue.FromTimestamp(((local.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond) - (long)offset.TotalSeconds, nanos);
    }

    public static CelValue ToDuration(string text)
    {
        var rest = text.AsSpan();
        var isNegative = rest.StartsWith("-");
        if (isNegative || rest.StartsWith("+"))
            rest = rest[1..];
        if (rest is "0")
            return CelValue.FromDuration(0);
        if (rest.IsEmpty || rest.Length > 100)
            return NoDuration(text);
        decimal total = 0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return NoDuration(text);
            rest = rest[digits..];
            var length = rest.IndexOfAny(Digits);
            var unit = length < 0 ? rest : rest[..length];
            var nanos = NanosOf(unit);
            if (nanos == 0)
                return NoDuration(text);
            if (number > long.MaxValue)
                return Evaluation.Failures.TimeOverflow;
            total += Math.Truncate(number * nanos);
            rest = rest[unit.Length..];
        }

        total = isNegative ? -total : total;
        return total is < long.MinValue or > long.MaxValue ? Evaluation.Failures.TimeOverflow : CelValue.FromDuration((long)total);
    }

    /// <summary><c>Z</c>, <c>+01:00</c>, <c>-02:30</c>.</summary>
    private static TimeSpan? Offset(string text)
    {
        if (text is "Z" or "z")
            return TimeSpan.Zero;
        return text.Length == 6 && text[0] is '+' or '-' ? HoursAndMinutes(text.AsSpan(1), text[0] == '-') : null;
    }

    /// <summary><c>02:30</c> as a span below a day; null where it is none.</summary>
    public static TimeSpan? HoursAndMinutes(ReadOnlySpan<char> text, bool isNegative)
    {
        if (text.Length != 5 || text[2] != ':'
            || !int.TryParse(text[..2], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(text[3..], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            || hours > 23 || minutes > 59)
        {
            return null;
        }

        var span = new TimeSpan(hours, minutes, 0);
        return isNegative ? -span : span;
    }

    private static bool HasShape(string text)
    {
        const string Shape = "dddd-dd-ddTdd:dd:dd";
        for (var i = 0; i < Shape.Length; i++)
        {
            if (Shape[i] == 'd' ? !char.IsAsciiDigit(text[i]) : text[i] != Shape[i] && !(i == 10 && text[i] == 't'))
                return false;
        }

        return true;
    }

    private static long NanosOf(ReadOnlySpan<char> unit)
    {
        foreach (var (name, nanos) in Units)
        {
            if (unit.SequenceEqual(name))
                return nanos;
        }

        return 0;
    }

    private static CelValue NoTimestamp(string text) =>
        CelValue.Error(CelErrorKind.Invalid, $"\"{Cut(text)}\" is no timestamp of years 1 to 9999 such as 2026-03-02T10:00:00Z");

    private static CelValue NoDuration(string text) =>
        CelValue.Error(CelErrorKind.Invalid, $"\"{Cut(text)}\" is no duration such as 1h30m or 1.5s");

    private static string Cut(string text) => text.Length > 40 ? text[..40] + "..." : text;
}
