namespace Reactor.Cel.Evaluation;

/// <summary><c>in</c>.</summary>
internal sealed class InNode(Node item, Node container) : Node
{
    public Node Item => item;

    public Node Container => container;

    public override CelValue Evaluate(ref Frame frame)
    {
        var value = item.Evaluate(ref frame);
        if (value.IsError)
            return value;
        var all = container.Evaluate(ref frame);
        return all.Kind switch
        {
            CelKind.Error => all,
            CelKind.Map => frame.ChargeText(value) ? CelValue.From(all.AsMap.TryGet(value, out _)) : Frame.OutOfBudget,
            CelKind.List when all.AsList is IndexedCelList indexed => Membership.In(indexed, value, ref frame),
            CelKind.List => Membership.In(all.AsList, value, ref frame),
            _ => Failures.NoOverload("in", value, all),
        };
    }
}

/// <summary><c>in</c> over many constants.</summary>
internal sealed class InIndexNode(Node item, IndexedCelList list) : Node
{
    public Node Item => item;

    public CelList List => list;

    public override CelValue Evaluate(ref Frame frame)
    {
        var value = item.Evaluate(ref frame);
        return value.IsError ? value : Membership.In(list, value, ref frame);
    }
}

/// <summary>Whether a list has a value.</summary>
internal static class Membership
{
    // Hashing what is no scalar, and comparing it with what has the same hash, would be uncounted work.
    public static CelValue In(IndexedCelList list, in CelValue value, ref Frame frame)
    {
        if (value.Kind is CelKind.List or CelKind.Map)
            return In((CelList)list, value, ref frame);
        if (!frame.ChargeText(value))
            return Frame.OutOfBudget;
        return list.Contains(value) is { } has ? CelValue.From(has) : In((CelList)list, value, ref frame);
    }

    public static CelValue In(CelList list, in CelValue value, ref Frame frame)
    {
        var count = list.Count;
        for (var i = 0; i < count; i++)
        {
            if (!frame.Charge(1))
                return Frame.OutOfBudget;
            var item = list[i];
            if (!frame.ChargeText(item))
                return Frame.OutOfBudget;
            if (CelEquality.AreEqual(value, item, ref frame))
                return CelValue.True;
        }

        return CelValue.False;
    }
}
