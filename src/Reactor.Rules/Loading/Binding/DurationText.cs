using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Reactor.Rules.Loading.Binding;

/// <summary>Durations as people write them: <c>500ms</c>, <c>30s</c>, <c>10m</c>, <c>1h30m</c>, <c>7d</c>. Units from large to small, each once.</summary>
public static class DurationText
{
    /// <summary>What is expected, for messages.</summary>
    public const string Expected = "a duration such as 500ms, 30s, 10m, 1h30m or 7d";

    /// <summary>What a duration matches (ECMA-262).</summary>
    internal const string Pattern = "^(?=.)(?:[0-9]{1,9}d)?(?:[0-9]{1,9}h)?(?:[0-9]{1,9}m)?(?:[0-9]{1,9}s)?(?:[0-9]{1,9}ms)?$";

    private const int MaxDigits = 9;

    private static readonly (string Unit, long Milliseconds)[] s_units =
        [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    /// <summary>Reads a duration; <paramref name="advice"/> says what to write where it is none.</summary>
    public static bool TryParse(string text, out TimeSpan span, [NotNullWhen(false)] out string? advice)
    {
        span = default;
        advice = Advice(text);
        long sum = 0;
        int next = 0;
        for (int at = 0; at < text.Length;)
        {
            int digits = text.AsSpan(at).IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > MaxDigits)
                return false;
            long number = long.Parse(text.AsSpan(at, digits), NumberStyles.None, CultureInfo.InvariantCulture);
            at += digits;
            int letters = text.AsSpan(at).IndexOfAnyInRange('0', '9');
            string unit = letters < 0 ? text[at..] : text[at..(at + letters)];
            int index = Array.FindIndex(s_units, u => u.Unit == unit);
            if (index < next)
                return false;
            next = index + 1;
            at += unit.Length;
            sum += number * s_units[index].Milliseconds;
        }

        if (text.Length == 0 || sum > TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond)
            return false;
        span = TimeSpan.FromMilliseconds(sum);
        advice = null;
        return true;
    }

    /// <summary>The shortest text that reads as this span; whole milliseconds, not negative.</summary>
    public static string Format(TimeSpan span)
    {
        long rest = (long)span.TotalMilliseconds;
        var text = new StringBuilder();
        foreach (var (unit, milliseconds) in s_units)
        {
            if (rest / milliseconds is > 0 and var count)
                text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
            rest %= milliseconds;
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }

    private static string Advice(string text)
    {
        string trimmed = text.Trim();
        if (trimmed.Length is > 0 and <= MaxDigits && trimmed.All(char.IsAsciiDigit))
            return $"give a unit: {trimmed}s for seconds, {trimmed}m for minutes";
        return $"write {Expected}";
    }
}
