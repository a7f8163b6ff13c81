namespace Reactor.Cel.Evaluation;

/// <summary>A chain of <c>&amp;&amp;</c> (decided by false) or <c>||</c> (decided by true). What decides absorbs errors on either side.</summary>
internal sealed class LogicalNode(bool isAnd, Node[] operands) : Node
{
    public bool IsAnd => isAnd;

    public IReadOnlyList<Node> Operands => operands;

    public override CelValue Evaluate(ref Frame frame)
    {
        CelValue failure = default;
        var hasFailed = false;
        foreach (var operand in operands)
        {
            var value = operand.Evaluate(ref frame);
            if (value.Kind == CelKind.Bool)
            {
                if (value.IsTrue != isAnd)
                    return value;
            }
            else if (!hasFailed)
            {
                failure = value.IsError ? value : Failures.NotBool;
                hasFailed = true;
            }
        }

        return hasFailed ? failure : CelValue.From(isAnd);
    }
}

internal sealed class NotNode(Node operand) : Node
{
    public override CelValue Evaluate(ref Frame frame)
    {
        var value = operand.Evaluate(ref frame);
        if (value.Kind == CelKind.Bool)
            return CelValue.From(value.IsFalse);
        return value.IsError ? value : Failures.NoOverload("!", value);
    }
}

internal sealed class ConditionalNode(Node condition, Node whenTrue, Node whenFalse) : Node
{
    public override CelValue Evaluate(ref Frame frame)
    {
        var value = condition.Evaluate(ref frame);
        if (value.Kind == CelKind.Bool)
            return value.IsTrue ? whenTrue.Evaluate(ref frame) : whenFalse.Evaluate(ref frame);
        return value.IsError ? value : Failures.NotBool;
    }
}
