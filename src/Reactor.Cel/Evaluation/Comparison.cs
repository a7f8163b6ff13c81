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
        {
            var other = (string)value.Reference!;
            var isEqual = other.Length == text.Length && frame.ChargeText(text.Length) && string.Equals(other, text, StringComparison.Ordinal);
            return CelValue.From(isEqual != isNegated);
        }

        return value.IsError ? value : CelValue.From(isNegated);
    }
}

/// <summary><c>==</c> and <c>!=</c> with a constant integer.</summary>
internal sealed class EqualIntNode(Node operand, CelValue number, bool isNegated) : Node
{
    private readonly CelValue _number = number;

    public override CelValue Evaluate(ref Frame frame)
    {
        var value = operand.Evaluate(ref frame);
        if (value.Kind == CelKind.Int)
            return CelValue.From(value.Bits == _number.Bits != isNegated);
        return value.IsError ? value : CelValue.From(CelEquality.AreEqual(value, _number, ref frame) != isNegated);
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
        if (!frame.ChargeText(a))
            return Frame.OutOfBudget;
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
