using Reactor.Cel.Syntax;

namespace Reactor.Cel.Evaluation;

/// <summary><c>+ - * / %</c>.</summary>
internal sealed class ArithmeticNode(BinaryOperator op, Node left, Node right) : Node
{
    public override CelValue Evaluate(ref Frame frame)
    {
        var a = left.Evaluate(ref frame);
        if (a.IsError)
            return a;
        var b = right.Evaluate(ref frame);
        if (b.IsError)
            return b;
        return (a.Kind, b.Kind) switch
        {
            (CelKind.Int, CelKind.Int) => Arithmetic.Ints(op, a.Bits, b.Bits),
            (CelKind.Uint, CelKind.Uint) => Arithmetic.Uints(op, a.AsUint, b.AsUint),
            (CelKind.Double, CelKind.Double) when op != BinaryOperator.Modulo => CelValue.From(Arithmetic.Doubles(op, a.AsDouble, b.AsDouble)),
            (CelKind.String, CelKind.String) when op == BinaryOperator.Add => Arithmetic.Concat(a.AsString, b.AsString, ref frame),
            (CelKind.List, CelKind.List) when op == BinaryOperator.Add => Arithmetic.Concat(a.AsList, b.AsList, ref frame),
            (CelKind.Timestamp or CelKind.Duration, CelKind.Timestamp or CelKind.Duration) => TimeArithmetic.Apply(op, a, b),
            _ => Failures.NoOverload(Operators.Symbol(op), a, b),
        };
    }
}

internal sealed class NegateNode(Node operand) : Node
{
    public override CelValue Evaluate(ref Frame frame)
    {
        var value = operand.Evaluate(ref frame);
        return value.Kind switch
        {
            CelKind.Int => value.Bits == long.MinValue ? Failures.IntOverflow : CelValue.From(-value.Bits),
            CelKind.Double => CelValue.From(-value.AsDouble),
            CelKind.Error => value,
            _ => Failures.NoOverload("-", value),
        };
    }
}
