namespace Reactor.Cel;

/// <summary>CEL's <c>&lt;</c> and its kin.</summary>
internal static class CelOrdering
{
    /// <summary>What <see cref="Compare"/> answers where NaN is involved: every comparison is false.</summary>
    public const int Unordered = 2;

    public static bool IsNumber(CelKind kind) => kind is CelKind.Int or CelKind.Uint or CelKind.Double;

    /// <summary>-1, 0, 1, <see cref="Unordered"/>; null where the kinds have no order.</summary>
    public static int? Compare(in CelValue left, in CelValue right)
    {
        if (left.Kind != right.Kind)
            return IsNumber(left.Kind) && IsNumber(right.Kind) ? CompareNumbers(left, right) : null;
        return left.Kind switch
        {
            CelKind.Bool or CelKind.Int or CelKind.Duration => left.Bits.CompareTo(right.Bits),
            CelKind.Uint => left.AsUint.CompareTo(right.AsUint),
            CelKind.Double => CompareDoubles(left.AsDouble, right.AsDouble),
            CelKind.String => CompareTexts(left.AsString, right.AsString),
            CelKind.Timestamp => left.Bits != right.Bits ? left.Bits.CompareTo(right.Bits) : left.TimestampNanos.CompareTo(right.TimestampNanos),
            _ => null,
        };
    }

    /// <summary>Numbers of any kinds; integers against doubles as doubles, which is what the specification's cases ask at 2^63.</summary>
    public static int CompareNumbers(in CelValue left, in CelValue right) => (left.Kind, right.Kind) switch
    {
        (CelKind.Int, CelKind.Int) => left.Bits.CompareTo(right.Bits),
        (CelKind.Uint, CelKind.Uint) => left.AsUint.CompareTo(right.AsUint),
        (CelKind.Int, CelKind.Uint) => left.Bits < 0 ? -1 : ((ulong)left.Bits).CompareTo(right.AsUint),
        (CelKind.Uint, CelKind.Int) => right.Bits < 0 ? 1 : left.AsUint.CompareTo((ulong)right.Bits),
        _ => CompareDoubles(ToDouble(left), ToDouble(right)),
    };

    /// <summary>By code point, not by UTF-16 unit: they differ beyond U+D800. -1, 0 or 1.</summary>
    public static int CompareTexts(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        var at = left.AsSpan(0, length).CommonPrefixLength(right.AsSpan(0, length));
        if (at == length)
            return left.Length.CompareTo(right.Length);
        char a = left[at], b = right[at];
        var aIsSurrogate = char.IsSurrogate(a);
        return aIsSurrogate != char.IsSurrogate(b) ? (aIsSurrogate ? 1 : -1) : a < b ? -1 : 1; // Not CompareTo, which gives the distance.
    }

    public static double ToDouble(in CelValue number) => number.Kind switch
    {
        CelKind.Int => number.Bits,
        CelKind.Uint => number.AsUint,
        _ => number.AsDouble,
    };

    private static int CompareDoubles(double left, double right) => left < right ? -1 : left > right ? 1 : left == right ? 0 : Unordered;
}
