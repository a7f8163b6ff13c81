namespace Reactor.Cel.Functions;

/// <summary>From RE2's syntax, which CEL names, to .NET's.</summary>
internal static class PatternSyntax
{
    public static string Translate(string pattern) => pattern;
}
