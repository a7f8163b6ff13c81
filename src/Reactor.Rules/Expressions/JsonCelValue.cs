using System.Globalization;
using Reactor.Cel;

namespace Reactor.Rules.Expressions;

/// <summary>JSON as CEL values. Integers stay exact; only what has a fraction or an exponent is a double.</summary>
internal static class JsonCelValue
{
    /// <summary>How deep JSON may nest.</summary>
    public const int MaxDepth = 64;

    // As many digits as can't be beyond 64 bits.
    private const int MaxShortDigits = 18;

    public static CelValue Malformed { get; } = CelValue.Error(CelErrorKind.Invalid, $"this is no JSON, or nests deeper than {MaxDepth}");

    /// <summary>The value of exactly one valid JSON value that is no object or array, without blanks around it.</summary>
    public static CelValue Scalar(ReadOnlySpan<byte> json) => json[0] switch
    {
        (byte)'"' => CelValue.From(JsonText.Decode(json[1..^1])),
        (byte)'t' => CelValue.True,
        (byte)'f' => CelValue.False,
        (byte)'n' => CelValue.Null,
        _ => Number(json),
    };

    private static CelValue Number(ReadOnlySpan<byte> digits)
    {
        if (digits.Length <= MaxShortDigits && TryShort(digits, out var few))
            return CelValue.From(few);
        if (digits.ContainsAny((byte)'.', (byte)'e', (byte)'E'))
        {
            var number = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
            return double.IsFinite(number) ? CelValue.From(number) : CelValue.Error(CelErrorKind.Overflow, "a number beyond the range of double");
        }

        if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var signed))
            return CelValue.From(signed);
        return ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var unsigned)
            ? CelValue.From(unsigned)
            : CelValue.Error(CelErrorKind.Overflow, "an integer beyond 64 bits");
    }

    // Most numbers: an integer without a sign.
    private static bool TryShort(ReadOnlySpan<byte> digits, out long number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            number = (number * 10) + (digit - '0');
        }

        return true;
    }
}
