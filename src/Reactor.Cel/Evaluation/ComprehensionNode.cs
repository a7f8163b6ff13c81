using Reactor.Cel.Syntax;

namespace Reactor.Cel.Evaluation;

/// <summary>All macros over lists and maps.</summary>
/// <param name="kind">Which.</param>
/// <param name="range">What is gone through.</param>
/// <param name="first">Where the first variable is kept.</param>
/// <param name="second">Where the second is kept; -1 where there is none.</param>
/// <param name="filter">Which elements count; null for all.</param>
/// <param name="body">What is evaluated for each.</param>
/// <param name="cost">Steps per element.</param>
internal sealed class ComprehensionNode(ComprehensionKind kind, Node range, int first, int second, Node? filter, Node body, int cost) : Node
{
    public override CelValue Evaluate(ref Frame frame)
    {
        var all = range.Evaluate(ref frame);
        var result = new Accumulator(kind);
        switch (all.Kind)
        {
            case CelKind.Error:
                return all;
            case CelKind.List:
                var list = all.AsList;
                for (var i = 0; i < list.Count; i++)
                {
                    var item = list[i];
                    if (!(second < 0 ? Step(ref frame, item, default, ref result) : Step(ref frame, CelValue.From((long)i), item, ref result)))
                        return result.Decided;
                }

                return result.AtEnd();
            case CelKind.Map:
                var map = all.AsMap;
                foreach (var key in map.Keys)
                {
                    CelValue value = default;
                    if (second >= 0)
                        map.TryGet(key, out value);
                    if (!Step(ref frame, key, value, ref result))
                        return result.Decided;
                }

                return result.AtEnd();
            default:
                return CelValue.Error(CelErrorKind.TypeMismatch, $"a value of type {TypeNames.Of(all)} has no elements");
        }
    }

    /// <summary>One element; false when the result is decided.</summary>
    private bool Step(ref Frame frame, in CelValue key, in CelValue value, ref Accumulator result)
    {
        if (!frame.Charge(cost) || !frame.ChargeText(key) || !frame.ChargeText(value))
            return result.Decide(Frame.OutOfBudget);
        if (key.IsError || value.IsError)
            return result.Decide(key.IsError ? key : value);
        frame.Locals![first] = key;
        if (second >= 0)
            frame.Locals[second] = value;
        if (filter is not null)
        {
            var isWanted = filter.Evaluate(ref frame);
            if (isWanted.Kind != CelKind.Bool)
                return result.Decide(isWanted.IsError ? isWanted : Failures.NotBool);
            if (isWanted.IsFalse)
                return true;
        }

        return result.Add(ref frame, key, body.Evaluate(ref frame));
    }
}
