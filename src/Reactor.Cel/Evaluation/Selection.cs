namespace Reactor.Cel.Evaluation;

/// <summary><c>target.field</c>, and <c>target["field"]</c> on a map.</summary>
internal sealed class SelectNode(Node target, string field) : Node
{
    private readonly CelValue _missing = Failures.NoField(field);

    public override CelValue Evaluate(ref Frame frame)
    {
        var value = target.Evaluate(ref frame);
        if (value.Kind == CelKind.Map)
            return ((CelMap)value.Reference!).TryGetField(field, out var found) ? found : _missing;
        return value.IsError ? value : Failures.NoFields(value, field);
    }
}

/// <summary><c>has(target.field)</c>.</summary>
internal sealed class HasNode(Node target, string field) : Node
{
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
        return value.Kind switch
        {
            CelKind.List => At(value.AsList, at),
            CelKind.Map when at.Kind is CelKind.String or CelKind.Bool || CelOrdering.IsNumber(at.Kind) =>
                value.AsMap.TryGet(at, out var found) ? found : CelValue.Error(CelErrorKind.NoSuchKey, $"there is no key {at}"),
            _ => Failures.NoOverload("[]", value, at),
        };
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
