namespace Reactor.Cel.Evaluation;

/// <summary>Errors of the operators.</summary>
internal static class Failures
{
    public static readonly CelValue IntOverflow = CelValue.Error(CelErrorKind.Overflow, "the result is no 64-bit integer");
    public static readonly CelValue TimeOverflow = CelValue.Error(CelErrorKind.Overflow, "the result is out of the range of timestamps or durations");
    public static readonly CelValue DivisionByZero = CelValue.Error(CelErrorKind.DivisionByZero, "division by zero");
    public static readonly CelValue NotBool = CelValue.Error(CelErrorKind.TypeMismatch, "true or false is wanted here");
    public static readonly CelValue TooLong = Frame.OutOfBudget;

    public static CelValue NoOverload(string operation, in CelValue left, in CelValue right) =>
        CelValue.Error(CelErrorKind.TypeMismatch, $"'{operation}' is not defined for {TypeNames.Of(left)} and {TypeNames.Of(right)}");

    public static CelValue NoOverload(string operation, in CelValue operand) =>
        CelValue.Error(CelErrorKind.TypeMismatch, $"'{operation}' is not defined for {TypeNames.Of(operand)}");

    public static CelValue NoField(string field) => CelValue.Error(CelErrorKind.NoSuchKey, $"there is no '{field}'");

    public static CelValue NoFields(in CelValue target, string field) =>
        CelValue.Error(CelErrorKind.NoSuchField, $"'{field}' is asked of a value of type {TypeNames.Of(target)}, which has no fields");
}
