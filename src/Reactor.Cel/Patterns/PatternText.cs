using System.Diagnostics.CodeAnalysis;

namespace Reactor.Cel.Patterns;

/// <summary>Compiles regular expressions.</summary>
internal static class PatternText
{
    public const int MaxLength = 1000;

    public static bool TryCompile(string text, [NotNullWhen(true)] out Pattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        pattern = null;
        problem = null;
        if (text.Length > MaxLength)
        {
            problem = $"this pattern is longer than {MaxLength} characters";
            return false;
        }

        try
        {
            pattern = PatternCompiler.Compile(PatternSyntax.Parse(text));
            return true;
        }
        catch (FormatException e)
        {
            problem = $"this is no pattern: {e.Message}";
            return false;
        }
    }
}
