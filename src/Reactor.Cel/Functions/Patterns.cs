using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Reactor.Cel.Functions;

/// <summary>Regular expressions that take time linear in the text: no backtracking.</summary>
internal static class Patterns
{
    public const int MaxLength = 1000;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    public static bool TryCompile(string pattern, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? problem)
    {
        regex = null;
        problem = null;
        if (pattern.Length > MaxLength)
        {
            problem = $"this pattern is longer than {MaxLength} characters";
            return false;
        }

        try
        {
            regex = new Regex(PatternSyntax.Translate(pattern), Options);
            return true;
        }
        catch (ArgumentException e)
        {
            problem = $"this is no pattern: {e.Message}";
        }
        catch (FormatException e)
        {
            problem = $"this is no pattern: {e.Message}";
        }
        catch (NotSupportedException)
        {
            problem = "this pattern can't be matched in linear time: it is too large, looks around or refers back";
        }

        return false;
    }
}
