using Reactor.Cel.Patterns;

namespace Reactor.Cel.Evaluation;

/// <summary><c>matches</c> with a constant pattern.</summary>
internal sealed class MatchNode(Node operand, Pattern pattern) : Node
{
    public override CelValue Evaluate(ref Frame frame)
    {
        var value = operand.Evaluate(ref frame);
        if (value.Kind != CelKind.String)
            return value.IsError ? value : Failures.NoOverload("matches", value);
        return frame.Charge(1) ? CelValue.From(pattern.IsMatch((string)value.Reference!, ref frame)) : Frame.OutOfBudget;
    }
}
