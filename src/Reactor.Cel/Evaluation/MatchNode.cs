using System.Text.RegularExpressions;

namespace Reactor.Cel.Evaluation;

/// <summary><c>matches</c> with a constant pattern.</summary>
internal sealed class MatchNode(Node operand, Regex regex) : Node
{
    public override CelValue Evaluate(ref Frame frame)
    {
        var value = operand.Evaluate(ref frame);
        if (value.Kind != CelKind.String)
            return value.IsError ? value : Failures.NoOverload("matches", value);
        var text = (string)value.Reference!;
        return frame.Charge(1 + (text.Length / 8)) ? CelValue.From(regex.IsMatch(text)) : Frame.OutOfBudget;
    }
}
