namespace Reactor.Cel.Evaluation;

internal sealed class ListNode(Node[] items) : Node
{
    public override CelValue Evaluate(ref Frame frame)
    {
        if (!frame.Charge(1 + items.Length))
            return Frame.OutOfBudget;
        var values = new CelValue[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            values[i] = items[i].Evaluate(ref frame);
            if (values[i].IsError)
                return values[i];
        }

        return CelValue.From(new ArrayCelList(values, values.Length));
    }
}

internal sealed class MapNode((Node Key, Node Value)[] entries) : Node
{
    public override CelValue Evaluate(ref Frame frame)
    {
        if (!frame.Charge(1 + (2L * entries.Length)))
            return Frame.OutOfBudget;
        var map = new OrderedCelMap(entries.Length);
        foreach (var entry in entries)
        {
            var key = entry.Key.Evaluate(ref frame);
            if (key.IsError)
                return key;
            var value = entry.Value.Evaluate(ref frame);
            if (value.IsError)
                return value;
            if (Add(ref frame, map, key, value) is { IsError: true } failure)
                return failure;
        }

        return CelValue.From(map);
    }

    /// <summary>Adds an entry; an error value where the key can't be one or is taken, else null.</summary>
    public static CelValue Add(ref Frame frame, OrderedCelMap map, in CelValue key, in CelValue value)
    {
        if (key.Kind is not (CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.String))
            return CelValue.Error(CelErrorKind.TypeMismatch, $"a value of type {TypeNames.Of(key)} can't be a key");
        if (!frame.ChargeText(key))
            return Frame.OutOfBudget;
        return map.TryAdd(key, value) ? default : CelValue.Error(CelErrorKind.Invalid, $"the key {Failures.Short(key)} occurs twice");
    }
}
