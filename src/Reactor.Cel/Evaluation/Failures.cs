namespace Reactor.Cel.Evaluation;

/// <summary>Errors of the operators.</summary>
internal static class Failures
{
    private const int MaxShown = 100;

    public static readonly CelValue IntOverflow = CelValue.Error(CelErrorKind.Overflow, "the result is no 64-bit integer");
    public static readonly CelValue TimeOverflow = CelValue.Error(CelErrorKind.Overflow, "the result is out of the range of timestamps or durations");
    public static readonly CelValue DivisionByZero = CelValue.Error(CelErrorKind.DivisionByZero, "division by zero");
    public static readonly CelValue NotBool = CelValue.Error(CelErrorKind.TypeMismatch, "true or false is wanted here");

    public static CelValue NoOverload(string operation, in CelValue left, in CelValue right) =>
        CelValue.Error(CelErrorKind.TypeMismatch, $"'{operation}' is not defined for {TypeNames.Of(left)} and {TypeNames.Of(right)}");

    public static CelValue NoOverload(string operation, in CelValue operand) =>
        CelValue.Error(CelErrorKind.TypeMismatch, $"'{operation}' is not defined for {TypeNames.Of(operand)}");

    public static CelValue NoField(string field) => CelValue.Error(CelErrorKind.NoSuchKey, $"there is no '{field}'");

    /// <summary>A value as a message shows it.</summary>
    public static string Short(in CelValue value)
    {
        var text = value.ToString();
        return text.Length > MaxShown ? text[..MaxShown] + "..." : text;
    }

    public static CelValue NoFields(in CelValue target, string field) =>
        CelValue.Error(CelErrorKind.NoSuchField, $"'{field}' is asked of a value of type {TypeNames.Of(target)}, which has no fields");
}
