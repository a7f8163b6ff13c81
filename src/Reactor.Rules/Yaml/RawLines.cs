using System.Globalization;

namespace Reactor.Rules.Yaml;

/// <summary>The characters that each line of a scalar adds to its value: quotes, indentation and escapes undone.</summary>
internal static class RawLines
{
    /// <summary>The lines of the scalar at <paramref name="start"/> to <paramref name="end"/>.</summary>
    public static IEnumerable<RawLine> Of(string text, int start, int end, ScalarStyle style) => style switch
    {
        ScalarStyle.Literal or ScalarStyle.Folded => Block(text, start, end),
        ScalarStyle.SingleQuoted => Flow(text, start + 1, Math.Max(start + 1, end - 1), style),
        ScalarStyle.DoubleQuoted => Flow(text, start + 1, Math.Max(start + 1, end - 1), style),
        _ => Flow(text, start, end, style),
    };

    private static IEnumerable<RawLine> Flow(string text, int start, int end, ScalarStyle style)
    {
        bool first = true;
        foreach (var (from, to) in Split(text, start, end))
        {
            int at = from, until = to;
            // Folding takes the white space around line breaks; that next to the quotes stays.
            if (!first)
                while (at < until && IsBlank(text[at])) at++;
            if (until < end)
                while (until > at && IsBlank(text[until - 1]) && !(style == ScalarStyle.DoubleQuoted && IsEscaped(text, at, until - 1))) until--;
            first = false;
            yield return new RawLine(Characters(text, at, until, style));
        }
    }

    private static IEnumerable<RawLine> Block(string text, int start, int end)
    {
        var lines = Split(text, start, end).Skip(1).ToList();
        var filled = lines.Where(l => !text.AsSpan(l.From, l.To - l.From).IsWhiteSpace()).ToList();
        if (filled.Count == 0)
            yield break;

        // An indentation indicator only matters where the first line starts with spaces of its own; the least indented line bounds it.
        int indent = HasIndicator(text, start)
            ? filled.Min(l => Indent(text, l.From, l.To))
            : Indent(text, filled[0].From, filled[0].To);
        foreach (var (from, to) in lines)
            yield return new RawLine(Characters(text, Math.Min(from + indent, to), to, ScalarStyle.Literal));
    }

    private static List<RawCharacter> Characters(string text, int from, int to, ScalarStyle style)
    {
        var characters = new List<RawCharacter>(to - from);
        for (int at = from; at < to;)
        {
            int length = 1;
            if (style == ScalarStyle.SingleQuoted && text[at] == '\'' && at + 1 < to && text[at + 1] == '\'')
                characters.Add(new RawCharacter('\'', at, at + (length = 2)));
            else if (style == ScalarStyle.DoubleQuoted && text[at] == '\\')
                length = Escape(text, at, to, characters);
            else
                characters.Add(new RawCharacter(text[at], at, at + 1));
            at += length;
        }

        return characters;
    }

    /// <summary>An escape of YAML 1.2.2, section 5.7; one at a line's end joins lines and stands for nothing.</summary>
    private static int Escape(string text, int at, int to, List<RawCharacter> characters)
    {
        if (at + 1 >= to)
            return 1;
        int digits = text[at + 1] switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        int length = Math.Min(2 + digits, to - at);
        if (digits == 0)
        {
            characters.Add(new RawCharacter(Named(text[at + 1]), at, at + length));
        }
        else if (int.TryParse(text.AsSpan(at + 2, length - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code))
        {
            if (code > 0xFFFF && code <= 0x10FFFF)
                foreach (char c in char.ConvertFromUtf32(code))
                    characters.Add(new RawCharacter(c, at, at + length));
            else
                characters.Add(new RawCharacter((char)code, at, at + length));
        }

        return length;
    }

    private static char Named(char letter) => letter switch
    {
        '0' => '\0', 'a' => '\a', 'b' => '\b', 't' or '\t' => '\t', 'n' => '\n', 'v' => '\v', 'f' => '\f', 'r' => '\r', 'e' => '\u001B',
        'N' => '\u0085', '_' => '\u00A0', 'L' => '\u2028', 'P' => '\u2029', _ => letter,
    };

    private static IEnumerable<(int From, int To)> Split(string text, int start, int end)
    {
        int from = start;
        for (int at = start; at < end; at++)
        {
            if (text[at] is not ('\n' or '\r'))
                continue;
            yield return (from, at);
            if (text[at] == '\r' && at + 1 < end && text[at + 1] == '\n')
                at++;
            from = at + 1;
        }

        yield return (from, end);
    }

    private static bool HasIndicator(string text, int start)
    {
        for (int at = start + 1; at < text.Length && text[at] is '+' or '-' or (>= '1' and <= '9'); at++)
            if (char.IsAsciiDigit(text[at]))
                return true;
        return false;
    }

    private static int Indent(string text, int from, int to)
    {
        int at = from;
        while (at < to && text[at] == ' ')
            at++;
        return at - from;
    }

    private static bool IsBlank(char c) => c is ' ' or '\t';

    private static bool IsEscaped(string text, int from, int at)
    {
        int slashes = 0;
        while (at - 1 - slashes >= from && text[at - 1 - slashes] == '\\')
            slashes++;
        return slashes % 2 == 1;
    }
}
