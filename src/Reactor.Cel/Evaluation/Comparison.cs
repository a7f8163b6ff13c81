namespace Reactor.Cel.Evaluation;

/// <summary><c>==</c> and <c>!=</c>.</summary>
internal sealed class EqualNode(Node left, Node right, bool isNegated) : Node
{
    public override CelValue Evaluate(ref Frame frame)
    {
        var a = left.Evaluate(ref frame);
        if (a.IsError)
            return a;
        var b = right.Evaluate(ref frame);
        return b.IsError ? b : CelValue.From(CelEquality.AreEqual(a, b, ref frame) != isNegated);
    }
}

/// <summary><c>==</c> and <c>!=</c> with a constant string.</summary>
internal sealed class EqualTextNode(Node operand, string text, bool isNegated) : Node
{
    public override CelValue Evaluate(ref Frame frame)
    {
        var value = operand.Evaluate(ref frame);
        if (value.Kind == CelKind.String)
            return CelValue.From(string.Equals((string)value.Reference!, text, StringComparison.Ordinal) != isNegated);
        return value.IsError ? value : CelValue.From(isNegated);
    }
}

/// <summary><c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>.</summary>
internal sealed class OrderNode(Node left, Node right, OrderNode.Test test) : Node
{
    public enum Test
    {
        Less,
        LessOrEqual,
        Greater,
        GreaterOrEqual,
    }

    public override CelValue Evaluate(ref Frame frame)
    {
        var a = left.Evaluate(ref frame);
        if (a.IsError)
            return a;
        var b = right.Evaluate(ref frame);
        if (b.IsError)
            return b;
        if (CelOrdering.Compare(a, b) is not { } order)
            return Failures.NoOverload(Symbol, a, b);
        return CelValue.From(order != CelOrdering.Unordered && test switch
        {
            Test.Less => order < 0,
            Test.LessOrEqual => order <= 0,
            Test.Greater => order > 0,
            _ => order >= 0,
        });
    }

    private string Symbol => test switch
    {
        Test.Less => "<",
        Test.LessOrEqual => "<=",
        Test.Greater => ">",
        _ => ">=",
    };
}

/// <summary><c>in</c>.</summary>
internal sealed class InNode(Node item, Node container) : Node
{
    public override CelValue Evaluate(ref Frame frame)
    {
        var value = item.Evaluate(ref frame);
        if (value.IsError)
            return value;
        var all = container.Evaluate(ref frame);
        switch (all.Kind)
        {
            case CelKind.Error:
                return all;
            case CelKind.Map:
                return CelValue.From(all.AsMap.TryGet(value, out _));
            case CelKind.List:
                var list = all.AsList;
                if (list is IndexedCelList indexed)
                    return CelValue.From(indexed.Contains(value));
                for (var i = 0; i < list.Count; i++)
                {
                    if (!frame.Charge(1))
                        return Frame.OutOfBudget;
                    if (CelEquality.AreEqual(value, list[i], ref frame))
                        return CelValue.True;
                }

                return CelValue.False;
            default:
                return Failures.NoOverload("in", value, all);
        }
    }
}

/// <summary><c>in</c> over many constants.</summary>
internal sealed class InIndexNode(Node item, IndexedCelList list) : Node
{
    public override CelValue Evaluate(ref Frame frame)
    {
        var value = item.Evaluate(ref frame);
        if (value.IsError)
            return value;
        return CelValue.From(list.Contains(value));
    }
}
