using Reactor.Cel;

namespace Reactor.Rules.Templates;

/// <summary>Splits a text at <c>{{ }}</c>. Knows CEL's string literals and map literals, so that braces within them end nothing.</summary>
internal static class TemplateScanner
{
    public static List<TemplateSegment> Split(string text, List<CelDiagnostic> diagnostics)
    {
        var segments = new List<TemplateSegment>();
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf("{{", at, StringComparison.Ordinal);
            if (open != at)
                segments.Add(new(false, at, open < 0 ? text[at..] : text[at..open]));
            if (open < 0)
                break;
            var start = open + 2;
            var end = FindEnd(text, start);
            if (end < 0)
            {
                diagnostics.Add(new(CelSeverity.Error, open, 2, "this `{{` is never closed by `}}`", null));
                break;
            }

            if (string.IsNullOrWhiteSpace(text[start..end]))
                diagnostics.Add(new(CelSeverity.Error, open, end + 2 - open, "nothing stands between `{{` and `}}`", null));
            else
                segments.Add(new(true, start, text[start..end]));
            at = end + 2;
        }

        return segments;
    }

    // Where the `}}` that ends the expression is; -1 where there is none.
    private static int FindEnd(string text, int start)
    {
        var depth = 0;
        for (var i = start; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '{':
                    depth++;
                    break;
                case '}' when depth > 0:
                    depth--;
                    break;
                case '}' when i + 1 < text.Length && text[i + 1] == '}':
                    return i;
                case '"' or '\'':
                    i = EndOfLiteral(text, i, IsRaw(text, start, i));
                    if (i < 0)
                        return -1;
                    break;
            }
        }

        return -1;
    }

    // The last character of the literal that starts at `quote`; -1 where it never ends.
    private static int EndOfLiteral(string text, int quote, bool isRaw)
    {
        var mark = text[quote];
        var isTriple = quote + 2 < text.Length && text[quote + 1] == mark && text[quote + 2] == mark;
        for (var i = quote + (isTriple ? 3 : 1); i < text.Length; i++)
        {
            if (text[i] == '\\' && !isRaw)
                i++;
            else if (text[i] == mark && !isTriple)
                return i;
            else if (text[i] == mark && i + 2 < text.Length && text[i + 1] == mark && text[i + 2] == mark)
                return i + 2;
        }

        return -1;
    }

    // r"..." has no escapes; the r is a prefix only where no name ends in it.
    private static bool IsRaw(string text, int start, int quote)
    {
        var prefix = quote;
        while (prefix > start && text[prefix - 1] is 'r' or 'R' or 'b' or 'B')
            prefix--;
        var isName = prefix > start && (char.IsAsciiLetterOrDigit(text[prefix - 1]) || text[prefix - 1] == '_');
        return !isName && text.AsSpan(prefix, quote - prefix).ContainsAny('r', 'R');
    }
}
