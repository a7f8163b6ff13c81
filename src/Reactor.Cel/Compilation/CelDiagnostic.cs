namespace Reactor.Cel;

/// <summary>How bad a <see cref="CelDiagnostic"/> is.</summary>
public enum CelSeverity
{
    /// <summary>Doubtful, but the expression compiles.</summary>
    Warning,

    /// <summary>The expression doesn't compile.</summary>
    Error,
}

/// <summary>Something wrong with an expression.</summary>
/// <param name="Severity">How bad.</param>
/// <param name="Offset">Where it starts, in UTF-16 units from the start of the text.</param>
/// <param name="Length">How long it is, in UTF-16 units; 0 at the end of the text.</param>
/// <param name="Message">What is wrong, for a person.</param>
/// <param name="Suggestion">What to write, where that can be told: instead of the marked text; for a missing guard, instead of the condition around it.</param>
public sealed record CelDiagnostic(CelSeverity Severity, int Offset, int Length, string Message, string? Suggestion)
{
    /// <summary>What else helps, where nothing can be suggested: what there is instead.</summary>
    public string? Advice { get; init; }

    /// <summary>What to do about it, as a line for a person: what was probably meant, else the advice.</summary>
    public string? Hint => Suggestion is { } meant ? Meant(meant) : Advice;

    /// <summary><c>did you mean X?</c>; what is all signs, as an operator is, in quotes.</summary>
    internal static string Meant(string text) => text.Any(char.IsAsciiLetterOrDigit) ? $"did you mean {text}?" : $"did you mean '{text}'?";
}
