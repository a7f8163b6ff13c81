using System.Globalization;
using System.Numerics;

namespace Reactor.Cel.Functions;

/// <summary>Doubles in decimal, rounded half to even on their exact value.</summary>
internal static class ExactDecimal
{
    /// <summary><c>[-]ddd.ddd</c>.</summary>
    public static string Fixed(double value, int precision)
    {
        var digits = Scaled(value, precision).ToString(CultureInfo.InvariantCulture).PadLeft(precision + 1, '0');
        var whole = digits[..^precision];
        return Sign(value) + (precision == 0 ? whole : $"{whole}.{digits[^precision..]}");
    }

    /// <summary><c>[-]d.ddde±dd</c>.</summary>
    public static string Scientific(double value, int precision)
    {
        var exponent = 0;
        var digits = new string('0', precision + 1);
        if (value != 0)
        {
            exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));

            // The logarithm may be off by one, and rounding may carry into one more digit.
            while ((digits = Digits(value, precision - exponent)).Length != precision + 1)
                exponent += digits.Length > precision + 1 ? 1 : -1;
        }

        var mantissa = precision == 0 ? digits : $"{digits[0]}.{digits[1..]}";
        return $"{Sign(value)}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)}";
    }

    private static string Digits(double value, int scale) => Scaled(value, scale).ToString(CultureInfo.InvariantCulture);

    private static string Sign(double value) => double.IsNegative(value) ? "-" : "";

    /// <summary>|value| * 10^scale as an integer.</summary>
    private static BigInteger Scaled(double value, int scale)
    {
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        var biased = (int)(bits >> 52);
        BigInteger numerator = (bits & 0xFFFFFFFFFFFFF) | (biased == 0 ? 0 : 1L << 52);
        var exponent = Math.Max(biased, 1) - 1075;
        var denominator = BigInteger.One;
        if (exponent >= 0)
            numerator <<= exponent;
        else
            denominator <<= -exponent;
        if (scale >= 0)
            numerator *= BigInteger.Pow(10, scale);
        else
            denominator *= BigInteger.Pow(10, -scale);
        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        var half = (rest * 2).CompareTo(denominator);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
