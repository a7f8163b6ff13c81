namespace Reactor.Cel.Syntax;

/// <summary>Ends a parse at its first syntax error; never leaves the compiler.</summary>
internal sealed class SyntaxException(int start, int length, string message, string? suggestion = null) : Exception(message)
{
    public CelDiagnostic Diagnostic => new(CelSeverity.Error, start, length, Message, suggestion);
}
