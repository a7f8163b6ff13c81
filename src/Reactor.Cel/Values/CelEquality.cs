using Reactor.Cel.Evaluation;

namespace Reactor.Cel;

/// <summary>CEL's <c>==</c>.</summary>
internal static class CelEquality
{
    // Deeper values are taken as different rather than overflow the stack.
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
                return string.Equals((string)left.Reference!, (string)right.Reference!, StringComparison.Ordinal);
            case CelKind.Timestamp:
                return left.Bits == right.Bits && left.TimestampNanos == right.TimestampNanos;
            case CelKind.List:
                return depth < MaxDepth && AreEqual(left.AsList, right.AsList, ref frame, depth + 1);
            case CelKind.Map:
                return depth < MaxDepth && AreEqual(left.AsMap, right.AsMap, ref frame, depth + 1);
            case CelKind.Error:
                return left.AsError == right.AsError;
            default:
                return left.Bits == right.Bits;
        }
    }

    /// <summary>Equal values have equal hashes; numbers hash as doubles, being equal across kinds.</summary>
    public static int Hash(in CelValue value, int depth) => value.Kind switch
    {
        CelKind.Int => ((double)value.Bits).GetHashCode(),
        CelKind.Uint => ((double)value.AsUint).GetHashCode(),
        CelKind.Double => (value.AsDouble + 0.0).GetHashCode(),
        CelKind.String or CelKind.Type => ((string)value.Reference!).GetHashCode(StringComparison.Ordinal),
        CelKind.List => Hash(value.AsList, depth),
        CelKind.Map => HashCode.Combine(CelKind.Map, value.AsMap.Count),
        CelKind.Error => value.AsError.GetHashCode(),
        var kind => HashCode.Combine(kind, value.Bits),
    };

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
            if (!frame.Charge(1) || !AreEqual(left[i], right[i], ref frame, depth))
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
            if (!frame.Charge(1) || !left.TryGet(key, out var value) || !right.TryGet(key, out var other) || !AreEqual(value, other, ref frame, depth))
                return false;
        }

        return true;
    }
}
