using Reactor.Cel.Syntax;

namespace Reactor.Cel.Evaluation;

/// <summary><c>+</c> and <c>-</c> of timestamps and durations.</summary>
internal static class TimeArithmetic
{
    private const long NanosPerSecond = 1_000_000_000;

    public static CelValue Apply(BinaryOperator op, in CelValue a, in CelValue b) => (a.Kind, op, b.Kind) switch
    {
        (CelKind.Duration, BinaryOperator.Add, CelKind.Duration) => Span((Int128)a.Bits + b.Bits),
        (CelKind.Duration, BinaryOperator.Subtract, CelKind.Duration) => Span((Int128)a.Bits - b.Bits),
        (CelKind.Timestamp, BinaryOperator.Subtract, CelKind.Timestamp) => Span(Nanos(a) - Nanos(b)),
        (CelKind.Timestamp, BinaryOperator.Add, CelKind.Duration) => Instant(Nanos(a) + b.Bits),
        (CelKind.Duration, BinaryOperator.Add, CelKind.Timestamp) => Instant(Nanos(b) + a.Bits),
        (CelKind.Timestamp, BinaryOperator.Subtract, CelKind.Duration) => Instant(Nanos(a) - b.Bits),
        _ => Failures.NoOverload(Operators.Symbol(op), a, b),
    };

    private static Int128 Nanos(in CelValue timestamp) => ((Int128)timestamp.TimestampSeconds * NanosPerSecond) + timestamp.TimestampNanos;

    private static CelValue Span(Int128 nanos) =>
        nanos < long.MinValue || nanos > long.MaxValue ? Failures.TimeOverflow : CelValue.FromDuration((long)nanos);

    private static CelValue Instant(Int128 nanos)
    {
        var seconds = nanos / NanosPerSecond;
        var rest = nanos % NanosPerSecond;
        if (rest < 0)
        {
            seconds--;
            rest += NanosPerSecond;
        }

        return CelValue.FromTimestamp((long)seconds, (int)rest);
    }
}
