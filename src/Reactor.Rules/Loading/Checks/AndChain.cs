namespace Reactor.Rules.Loading.Checks;

/// <summary>Takes apart expressions in their one spelling: blanks around operators, texts in double quotes, odd names in backticks.</summary>
internal static class AndChain
{
    /// <summary>The operands of the outermost chain of <c>&amp;&amp;</c>; null where something weaker stands outermost.</summary>
    public static List<string>? Split(string expression) =>
        SplitAt(expression, " || ").Count > 1 || SplitAt(expression, " ? ").Count > 1 ? null : SplitAt(expression, " && ");

    /// <summary>The parts between separators that stand outside of brackets and texts.</summary>
    public static List<string> SplitAt(string expression, string separator)
    {
        var parts = new List<string>();
        int depth = 0, start = 0;
        for (int i = 0; i < expression.Length; i++)
        {
            char c = expression[i];
            if (c is '"' or '`')
                i = End(expression, i);
            else if (c is '(' or '[' or '{')
                depth++;
            else if (c is ')' or ']' or '}')
                depth--;
            else if (depth == 0 && string.CompareOrdinal(expression, i, separator, 0, separator.Length) == 0)
            {
                parts.Add(expression[start..i]);
                i += separator.Length - 1;
                start = i + 1;
            }
        }

        parts.Add(expression[start..]);
        return parts;
    }

    /// <summary>Whether a text in quotes is all of it.</summary>
    public static bool IsOneLiteral(string text) => End(text, 0) == text.Length - 1;

    private static int End(string text, int quote)
    {
        for (int i = quote + 1; i < text.Length; i++)
        {
            if (text[i] == '\\' && text[quote] == '"')
                i++;
            else if (text[i] == text[quote])
                return i;
        }

        return text.Length;
    }
}
