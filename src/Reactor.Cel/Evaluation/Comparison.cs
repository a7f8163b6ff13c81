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

    public Node Operand => operand;

    public ref readonly CelValue Number => ref _number;

    public bool IsNegated => isNegated;

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

    public Node Left => left;

    public Node Right => right;

    public Test Comparison => test;

    /// <summary>The comparison of the operands in the other order.</summary>
    public static Test Mirrored(Test test) => test switch
    {
        Test.Less => Test.Greater,
        Test.LessOrEqual => Test.GreaterOrEqual,
        Test.Greater => Test.Less,
        _ => Test.LessOrEqual,
    };

    /// <summary>What a comparison makes of <see cref="CelOrdering.Compare"/>; null where there is no order.</summary>
    public static bool? Holds(Test test, int? order) => order is not { } known ? null : known != CelOrdering.Unordered && test switch
    {
        Test.Less => known < 0,
        Test.LessOrEqual => known <= 0,
        Test.Greater => known > 0,
        _ => known >= 0,
    };

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
        return Holds(test, CelOrdering.Compare(a, b)) is { } holds ? CelValue.From(holds) : Failures.NoOverload(Symbol, a, b);
    }

    private string Symbol => test switch
    {
        Test.Less => "<",
        Test.LessOrEqual => "<=",
        Test.Greater => ">",
        _ => ">=",
    };
}
