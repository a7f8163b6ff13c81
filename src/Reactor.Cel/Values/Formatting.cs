using System.Globalization;

namespace Reactor.Cel;

/// <summary>Scalars as text: what <c>string(x)</c> and <c>%s</c> give.</summary>
internal static class Formatting
{
    public static string Scalar(in CelValue value) => value.Kind switch
    {
        CelKind.Null => "null",
        CelKind.Bool => value.Bits != 0 ? "true" : "false",
        CelKind.Int => value.Bits.ToString(CultureInfo.InvariantCulture),
        CelKind.Uint => value.AsUint.ToString(CultureInfo.InvariantCulture),
        CelKind.Double => Double(value.AsDouble),
        CelKind.Timestamp => Timestamp(value),
        CelKind.Duration => Duration(value.Bits),
        _ => value.ToString(),
    };

    /// <summary>The shortest digits that give the number back; with an exponent below 1e-4 and from 1e21 on.</summary>
    public static string Double(double value)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "Infinity" : "-Infinity";
        var (digits, exponent) = Shortest(Math.Abs(value));
        var sign = double.IsNegative(value) ? "-" : "";
        if (exponent is < -4 or >= 21)
        {
            var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
            return $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)}";
        }

        if (exponent < 0)
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1
            ? sign + digits.PadRight(exponent + 1, '0')
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>RFC 3339 in UTC, with as many decimals as needed.</summary>
    public static string Timestamp(in CelValue value)
    {
        var text = DateTimeOffset.FromUnixTimeSeconds(value.TimestampSeconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return text + Decimals(value.TimestampNanos) + "Z";
    }

    /// <summary>Seconds, with as many decimals as needed, and <c>s</c>.</summary>
    public static string Duration(long nanoseconds)
    {
        var magnitude = nanoseconds < 0 ? 0 - unchecked((ulong)nanoseconds) : (ulong)nanoseconds;
        var (seconds, nanos) = Math.DivRem(magnitude, 1_000_000_000);
        return (nanoseconds < 0 ? "-" : "") + seconds.ToString(CultureInfo.InvariantCulture) + Decimals((int)nanos) + "s";
    }

    private static string Decimals(int nanos) => nanos == 0 ? "" : "." + nanos.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');

    // Significant digits, and the exponent of the first of them.
    private static (string Digits, int Exponent) Shortest(double value)
    {
        if (value == 0)
            return ("0", 0);
        var parts = value.ToString("R", CultureInfo.InvariantCulture).Split('E');
        var exponent = parts.Length == 1 ? 0 : int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var digits = parts[0].Replace(".", "", StringComparison.Ordinal);
        var leadingZeros = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0'), exponent + (point < 0 ? digits.Length : point) - 1 - leadingZeros);
    }
}
