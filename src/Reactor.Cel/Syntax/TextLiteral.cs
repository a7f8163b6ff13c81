using System.Globalization;
using System.Text;

namespace Reactor.Cel.Syntax;

/// <summary>Reads and writes string literals.</summary>
internal static class TextLiteral
{
    /// <summary>Reads the literal whose first quote is at <paramref name="quoteAt"/>.</summary>
    public static string Read(string text, int quoteAt, bool raw, out int end)
    {
        var quote = text[quoteAt];
        var isTriple = quoteAt + 2 < text.Length && text[quoteAt + 1] == quote && text[quoteAt + 2] == quote;
        var at = quoteAt + (isTriple ? 3 : 1);
        var value = new StringBuilder();
        while (true)
        {
            if (at >= text.Length || (!isTriple && text[at] is '\r' or '\n'))
                throw new SyntaxException(quoteAt, at - quoteAt, "this string is never closed");
            var c = text[at];
            if (c == quote && (!isTriple || (at + 2 < text.Length && text[at + 1] == quote && text[at + 2] == quote)))
            {
                end = at + (isTriple ? 3 : 1);
                return value.ToString();
            }

            if (c == '\\' && !raw)
            {
                at = Escape(text, at, value);
            }
            else
            {
                value.Append(c);
                at++;
            }
        }
    }

    /// <summary>The text as a double-quoted literal.</summary>
    public static string Quote(string text)
    {
        var result = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            if (ShortEscape(c) is { } escape)
                result.Append('\\').Append(escape);
            else if (char.IsControl(c))
                AppendCode(result, c);
            else
                result.Append(c);
        }

        return result.Append('"').ToString();
    }

    private static void AppendCode(StringBuilder result, char c) =>
        result.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));

    private static char? ShortEscape(char c) => c switch
    {
        '\\' or '"' => c,
        '\a' => 'a',
        '\b' => 'b',
        '\f' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\v' => 'v',
        _ => null,
    };

    private static int Escape(string text, int at, StringBuilder value)
    {
        var c = at + 1 < text.Length ? text[at + 1] : '\0';
        switch (c)
        {
            case '\\' or '?' or '"' or '\'' or '`':
                value.Append(c);
                return at + 2;
            case 'a':
                value.Append('\a');
                return at + 2;
            case 'b':
                value.Append('\b');
                return at + 2;
            case 'f':
                value.Append('\f');
                return at + 2;
            case 'n':
                value.Append('\n');
                return at + 2;
            case 'r':
                value.Append('\r');
                return at + 2;
            case 't':
                value.Append('\t');
                return at + 2;
            case 'v':
                value.Append('\v');
                return at + 2;
            case 'x' or 'X':
                return Code(text, at, 2, 2, 16, value);
            case 'u':
                return Code(text, at, 2, 4, 16, value);
            case 'U':
                return Code(text, at, 2, 8, 16, value);
            case >= '0' and <= '3':
                return Code(text, at, 1, 3, 8, value);
            default:
                throw new SyntaxException(at, Math.Min(2, text.Length - at), "no such escape; a backslash is written \\\\, or the string r\"...\"");
        }
    }

    private static int Code(string text, int at, int skip, int digits, int radix, StringBuilder value)
    {
        var start = at + skip;
        long code = 0;
        for (var i = start; i < start + digits; i++)
        {
            var digit = i < text.Length && char.IsAsciiHexDigit(text[i]) ? Convert.ToInt32(text[i].ToString(), 16) : radix;
            if (digit >= radix)
                throw new SyntaxException(at, Math.Min(i + 1, text.Length) - at, $"this escape takes {digits} {(radix == 16 ? "hexadecimal" : "octal")} digits");
            code = (code * radix) + digit;
        }

        if (code > 0x10FFFF || !Rune.IsValid((int)code))
            throw new SyntaxException(at, skip + digits, "this escape is no Unicode code point");
        value.Append(new Rune((int)code).ToString());
        return start + digits;
    }
}
