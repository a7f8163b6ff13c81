namespace Reactor.Cel;

/// <summary>Why an evaluation failed.</summary>
public enum CelErrorKind
{
    /// <summary>The value has no such field, or is of a kind that has none.</summary>
    NoSuchField,

    /// <summary>The map has no such key.</summary>
    NoSuchKey,

    /// <summary>The list has no such position.</summary>
    IndexOutOfRange,

    /// <summary>A number, timestamp or duration left its range.</summary>
    Overflow,

    /// <summary>An integer was divided by zero.</summary>
    DivisionByZero,

    /// <summary>An operator or function met values of kinds it isn't defined for.</summary>
    TypeMismatch,

    /// <summary>An identifier or function that isn't declared (unchecked expressions only).</summary>
    Undeclared,

    /// <summary>An argument of the right kind with a wrong content: a bad date, pattern or format.</summary>
    Invalid,

    /// <summary>The evaluation used up its step budget.</summary>
    Budget,
}

/// <summary>A failed evaluation, as a value: <c>&amp;&amp;</c> and <c>||</c> may absorb it.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Message">What went wrong, for a person.</param>
public sealed record CelError(CelErrorKind Kind, string Message);
