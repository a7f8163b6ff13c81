using System.Runtime.CompilerServices;
using Reactor.Cel.Functions;

namespace Reactor.Cel.Evaluation;

/// <summary>A call: the first overload whose parameters fit the arguments' kinds.</summary>
internal sealed class CallNode(string name, Overload[] overloads, Node[] arguments) : Node
{
    public override CelValue Evaluate(ref Frame frame)
    {
        var buffer = default(Buffer);
        Span<CelValue> values = buffer;
        values = values[..arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            values[i] = arguments[i].Evaluate(ref frame);
            if (values[i].IsError)
                return values[i];

            // Whatever a function does with a text, it goes over it; what takes longer charges on its own.
            if (!frame.ChargeText(values[i]))
                return Frame.OutOfBudget;
        }

        if (!frame.Charge(1))
            return Frame.OutOfBudget;
        foreach (var overload in overloads)
        {
            if (overload.Accepts(values))
                return overload.Function(ref frame, values);
        }

        return NoOverload(values);
    }

    private CelValue NoOverload(ReadOnlySpan<CelValue> values)
    {
        var kinds = new List<string>();
        foreach (var value in values)
            kinds.Add(TypeNames.Of(value));
        return CelValue.Error(CelErrorKind.TypeMismatch, $"{name}() is not defined for ({string.Join(", ", kinds)})");
    }

    [InlineArray(CelEnvironmentBuilder.MaxParameters)]
    private struct Buffer
    {
        private CelValue _first;
    }
}
