namespace Reactor.Cel.Evaluation;

/// <summary><c>target.field</c>, and <c>target["field"]</c> on a map.</summary>
internal sealed class SelectNode(Node target, string field) : Node
{
    private readonly CelValue _missing = Failures.NoField(field);

    public override CelValue Evaluate(ref Frame frame)
    {
        var value = target.Evaluate(ref frame);
        if (value.Kind == CelKind.Map)
        {
            if (!((CelMap)value.Reference!).TryGetField(field, out var found))
                return _missing;
            return frame.ChargeText(found) ? found : Frame.OutOfBudget;
        }

        return value.IsError ? value : Failures.NoFields(value, field);
    }
}

/// <summary><c>has(target.field)</c>.</summary>
internal sealed class HasNode(Node target, string field) : Node
{
    /// <summary>What it asks for, where that is a path.</summary>
    public PathNode? Path => PathNode.Select(target, @field) as PathNode;

    public override CelValue Evaluate(ref Frame frame)
    {
        var value = target.Evaluate(ref frame);
        if (value.Kind == CelKind.Map)
            return CelValue.From(((CelMap)value.Reference!).TryGetField(field, out _));
        return value.IsError ? value : Failures.NoFields(value, field);
    }
}

/// <summary><c>target[index]</c>.</summary>
internal sealed class IndexNode(Node target, Node index) : Node
{
    public override CelValue Evaluate(ref Frame frame)
    {
        var value = target.Evaluate(ref frame);
        if (value.IsError)
            return value;
        var at = index.Evaluate(ref frame);
        if (at.IsError)
            return at;
        if (!frame.ChargeText(at))
            return Frame.OutOfBudget;
        var found = value.Kind switch
        {
            CelKind.List => At(value.AsList, at),
            CelKind.Map when at.Kind is CelKind.String or CelKind.Bool || CelOrdering.IsNumber(at.Kind) =>
                value.AsMap.TryGet(at, out var item) ? item : CelValue.Error(CelErrorKind.NoSuchKey, $"there is no key {Failures.Short(at)}"),
            _ => Failures.NoOverload("[]", value, at),
        };
        return frame.ChargeText(found) ? found : Frame.OutOfBudget;
    }

    private static CelValue At(CelList list, in CelValue at)
    {
        if (!CelOrdering.IsNumber(at.Kind))
            return CelValue.Error(CelErrorKind.TypeMismatch, $"a list is indexed by a number, not by {TypeNames.Of(at)}");
        var count = list.Count;
        if (at.Kind == CelKind.Double)
        {
            var number = at.AsDouble;
            return number >= 0 && number < count && number == Math.Floor(number) ? list[(int)number] : OutOfRange(at, count);
        }

        return unchecked((ulong)at.Bits) < (ulong)count ? list[(int)at.Bits] : OutOfRange(at, count);
    }

    private static CelValue OutOfRange(in CelValue at, int count) =>
        CelValue.Error(CelErrorKind.IndexOutOfRange, $"there is no position {at} in a list of {count}");
}
