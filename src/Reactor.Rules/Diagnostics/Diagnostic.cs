namespace Reactor.Rules.Diagnostics;

/// <summary>How bad a finding is.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Worth a look; the files load.</summary>
    Warning,

    /// <summary>Nothing of this load is used.</summary>
    Error,
}

/// <summary>One finding in a file that a person wrote.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Code">Stable short name, such as <c>unknown-key</c>, for programs.</param>
/// <param name="File">The file's path as the user gave it.</param>
/// <param name="Line">Line, from 1; 0 where the file as a whole is meant.</param>
/// <param name="Column">Column in characters, from 1; 0 where the file as a whole is meant.</param>
/// <param name="Length">How many characters are meant, at least 1; 0 where the file as a whole is meant.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
/// <param name="Suggestion">The nearest right spelling or what to do; null where there is none.</param>
public sealed record Diagnostic(
    DiagnosticSeverity Severity,
    string Code,
    string File,
    int Line,
    int Column,
    int Length,
    string Message,
    string? Suggestion = null)
{
    /// <summary>Whether the file as a whole is meant, and no place in it.</summary>
    public bool IsOfFile => Line == 0;
}
