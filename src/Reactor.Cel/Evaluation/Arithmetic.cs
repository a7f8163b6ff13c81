using Reactor.Cel.Syntax;

namespace Reactor.Cel.Evaluation;

/// <summary>Arithmetic that turns overflow into an error.</summary>
internal static class Arithmetic
{
    // Copying is cheaper than evaluating: this many UTF-16 units or elements are one step.
    private const int UnitsPerStep = 16;

    public static CelValue Ints(BinaryOperator op, long a, long b)
    {
        if (b == 0 && op is BinaryOperator.Divide or BinaryOperator.Modulo)
            return Failures.DivisionByZero;
        long result;
        switch (op)
        {
            case BinaryOperator.Add:
                result = unchecked(a + b);
                return ((a ^ result) & (b ^ result)) < 0 ? Failures.IntOverflow : CelValue.From(result);
            case BinaryOperator.Subtract:
                result = unchecked(a - b);
                return ((a ^ b) & (a ^ result)) < 0 ? Failures.IntOverflow : CelValue.From(result);
            case BinaryOperator.Multiply:
                var high = Math.BigMul(a, b, out result);
                return high != result >> 63 ? Failures.IntOverflow : CelValue.From(result);
            case BinaryOperator.Divide:
                return b == -1 && a == long.MinValue ? Failures.IntOverflow : CelValue.From(a / b);
            default:
                return b == -1 && a == long.MinValue ? Failures.IntOverflow : CelValue.From(a % b);
        }
    }

    public static CelValue Uints(BinaryOperator op, ulong a, ulong b)
    {
        if (b == 0 && op is BinaryOperator.Divide or BinaryOperator.Modulo)
            return Failures.DivisionByZero;
        switch (op)
        {
            case BinaryOperator.Add:
                return unchecked(a + b) < a ? Failures.IntOverflow : CelValue.From(a + b);
            case BinaryOperator.Subtract:
                return b > a ? Failures.IntOverflow : CelValue.From(a - b);
            case BinaryOperator.Multiply:
                return Math.BigMul(a, b, out var low) != 0 ? Failures.IntOverflow : CelValue.From(low);
            case BinaryOperator.Divide:
                return CelValue.From(a / b);
            default:
                return CelValue.From(a % b);
        }
    }

    public static double Doubles(BinaryOperator op, double a, double b) => op switch
    {
        BinaryOperator.Add => a + b,
        BinaryOperator.Subtract => a - b,
        BinaryOperator.Multiply => a * b,
        _ => a / b,
    };

    public static CelValue Concat(string a, string b, ref Frame frame)
    {
        if (!frame.Charge(1 + (((long)a.Length + b.Length) / UnitsPerStep)))
            return Frame.OutOfBudget;
        return CelValue.From(string.Concat(a, b));
    }

    public static CelValue Concat(CelList a, CelList b, ref Frame frame)
    {
        var count = (long)a.Count + b.Count;
        if (!frame.Charge(1 + count))
            return Frame.OutOfBudget;
        var items = new CelValue[count];
        for (var i = 0; i < count; i++)
            items[i] = i < a.Count ? a[i] : b[i - a.Count];
        return CelValue.From(new ArrayCelList(items, items.Length));
    }
}
