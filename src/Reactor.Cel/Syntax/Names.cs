using System.Collections.Frozen;

namespace Reactor.Cel.Syntax;

/// <summary>What is a name in CEL and what is not.</summary>
internal static class Names
{
    public static readonly FrozenSet<string> Keywords = new[] { "true", "false", "null", "in" }.ToFrozenSet(StringComparer.Ordinal);

    public static readonly FrozenSet<string> Reserved = new[]
    {
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return",
        "var", "void", "while",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsIdentifier(string text) => IsSelector(text) && !Reserved.Contains(text);

    public static bool IsSelector(string text)
    {
        if (text.Length == 0 || !IsStart(text[0]) || Keywords.Contains(text))
            return false;
        foreach (var c in text)
        {
            if (!IsPart(c))
                return false;
        }

        return true;
    }

    /// <summary>Whether the name can stand between backticks.</summary>
    public static bool IsQuotable(string text)
    {
        foreach (var c in text)
        {
            if (!IsQuotedPart(c))
                return false;
        }

        return text.Length > 0;
    }

    public static bool IsStart(char c) => char.IsAsciiLetter(c) || c == '_';

    public static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    public static bool IsQuotedPart(char c) => IsPart(c) || c is '.' or '-' or '/' or ' ';

    /// <summary>How the field is read: <c>.name</c>, or <c>["odd-name"]</c>.</summary>
    public static string Access(string field) => IsSelector(field) ? "." + field : "[" + TextLiteral.Quote(field) + "]";
}
