using Reactor.Cel.Evaluation;

namespace Reactor.Cel;

/// <summary>CEL's <c>==</c>.</summary>
internal static class CelEquality
{
    // Deeper values end the evaluation rather than overflow the stack; where there is none, they are taken as different.
    private const int MaxDepth = 200;

    public static bool AreEqual(in CelValue left, in CelValue right)
    {
        var frame = new Frame(CelActivation.Empty, null, int.MaxValue);
        return AreEqual(left, right, ref frame, 0);
    }

    /// <summary>Compares, charging a step per element; a result after the budget ran out has no meaning.</summary>
    public static bool AreEqual(in CelValue left, in CelValue right, ref Frame frame, int depth = 0)
    {
        if (left.Kind != right.Kind)
            return CelOrdering.IsNumber(left.Kind) && CelOrdering.IsNumber(right.Kind) && CelOrdering.CompareNumbers(left, right) == 0;
        switch (left.Kind)
        {
            case CelKind.Null:
                return true;
            case CelKind.Double:
                return left.AsDouble == right.AsDouble;
            case CelKind.String or CelKind.Type:
                return AreEqual((string)left.Reference!, (string)right.Reference!, ref frame);
            case CelKind.Timestamp:
                return left.Bits == right.Bits && left.TimestampNanos == right.TimestampNanos;
            case CelKind.List:
                return IsWithinDepth(ref frame, depth) && AreEqual(left.AsList, right.AsList, ref frame, depth + 1);
            case CelKind.Map:
                return IsWithinDepth(ref frame, depth) && AreEqual(left.AsMap, right.AsMap, ref frame, depth + 1);
            case CelKind.Error:
                return left.AsError == right.AsError;
            default:
                return left.Bits == right.Bits;
        }
    }

    private static bool IsWithinDepth(ref Frame frame, int depth)
    {
        if (depth >= MaxDepth)
            frame.Exhaust();
        return depth < MaxDepth;
    }

    private static bool AreEqual(string left, string right, ref Frame frame) =>
        left.Length == right.Length && frame.ChargeText(left.Length) && string.Equals(left, right, StringComparison.Ordinal);

    /// <summary>Equal values have equal hashes; numbers hash as doubles, being equal across kinds.</summary>
    public static int Hash(in CelValue value, int depth) => value.Kind switch
    {
        CelKind.Int => Hash(value.Bits),
        CelKind.Uint => Hash(value.AsUint),
        CelKind.Double => Hash(value.AsDouble + 0.0),
        CelKind.String or CelKind.Type => ((string)value.Reference!).GetHashCode(StringComparison.Ordinal),
        CelKind.List => Hash(value.AsList, depth),
        CelKind.Map => HashCode.Combine(CelKind.Map, value.AsMap.Count),
        CelKind.Error => value.AsError.GetHashCode(),
        var kind => HashCode.Combine(kind, value.Bits),
    };

    // Seeded: numbers come from guests, who could choose those that fall together.
    private static int Hash(double number)
    {
        var bits = BitConverter.DoubleToInt64Bits(number);
        return HashCode.Combine(unchecked((int)bits), (int)(bits >> 32));
    }

    private static int Hash(CelList list, int depth)
    {
        var hash = new HashCode();
        hash.Add(list.Count);
        for (var i = 0; i < list.Count && i < 16 && depth < 3; i++)
            hash.Add(Hash(list[i], depth + 1));
        return hash.ToHashCode();
    }

    private static bool AreEqual(CelList left, CelList right, ref Frame frame, int depth)
    {
        var count = left.Count;
        if (count != right.Count)
            return false;
        for (var i = 0; i < count; i++)
        {
            if (!frame.Charge(1))
                return false;
            CelValue a = left[i], b = right[i];
            if (!frame.ChargeText(a) || !frame.ChargeText(b) || !AreEqual(a, b, ref frame, depth))
                return false;
        }

        return true;
    }

    private static bool AreEqual(CelMap left, CelMap right, ref Frame frame, int depth)
    {
        if (left.Count != right.Count)
            return false;
        foreach (var key in left.Keys)
        {
            if (!frame.Charge(1) || !frame.ChargeText(key) || !left.TryGet(key, out var value) || !right.TryGet(key, out var other))
                return false;
            if (!frame.ChargeText(value) || !frame.ChargeText(other) || !AreEqual(value, other, ref frame, depth))
                return false;
        }

        return true;
    }
}
