using System.Globalization;

namespace Reactor.Cel.Patterns;

/// <summary>Reading a set from RE2's syntax.</summary>
internal sealed partial class CharacterSet
{
    /// <summary>Parses a set after its [, up to after its ].</summary>
    public static CharacterSet Parse(string pattern, ref int at)
    {
        var set = new CharacterSet();
        if (at < pattern.Length && pattern[at] == '^')
        {
            set._isNegated = true;
            at++;
        }

        for (var isFirst = true; ; isFirst = false)
        {
            if (at >= pattern.Length)
                throw new FormatException("a [ without its ]");
            if (pattern[at] == ']' && !isFirst)
            {
                at++;
                return set;
            }

            set.Member(pattern, ref at);
        }
    }

    /// <summary>Parses an escape after its \.</summary>
    public static CharacterSet ParseEscape(string pattern, ref int at)
    {
        if (at >= pattern.Length)
            throw new FormatException("a \\ at the end");
        var c = pattern[at++];
        switch (c)
        {
            case 'd':
                return Of(Digits);
            case 'D':
                return Negated(Digits);
            case 'w':
                return Of(Words);
            case 'W':
                return Negated(Words);
            case 's':
                return Of(Spaces);
            case 'S':
                return Negated(Spaces);
            case 'p' or 'P':
                return Category(pattern, ref at, c == 'P');
            case 'a':
                return Of('\a');
            case 'f':
                return Of('\f');
            case 'n':
                return Of('\n');
            case 'r':
                return Of('\r');
            case 't':
                return Of('\t');
            case 'v':
                return Of('\v');
            case 'x':
                return Of(Hex(pattern, ref at));
            case '0':
                return Of(Octal(pattern, ref at));
            case >= '1' and <= '9':
                throw new FormatException($"\\{c} refers back to a group, which is not possible");
            default:
                return c < 0x80 && !char.IsAsciiLetterOrDigit(c) ? Of(c) : throw new FormatException($"there is no \\{c}");
        }
    }

    private void Member(string pattern, ref int at)
    {
        if (pattern.AsSpan(at).StartsWith("[:") && pattern.IndexOf(":]", at, StringComparison.Ordinal) is > 0 and var end)
        {
            Named(pattern[(at + 2)..end]);
            at = end + 2;
            return;
        }

        if (One(pattern, ref at) is not { } from)
            return;
        var to = from;
        if (at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']')
        {
            at++;
            to = One(pattern, ref at) ?? throw new FormatException("a range ends in a class");
        }

        if (to < from)
            throw new FormatException("a range that ends before it starts");
        _ranges.Add((from, to));
    }

    /// <summary>A single code point; null after a class such as \d, which is taken in.</summary>
    private int? One(string pattern, ref int at)
    {
        if (pattern[at] != '\\')
            return PatternSyntax.CodePointAt(pattern, ref at);
        at++;
        var set = ParseEscape(pattern, ref at);
        if (!set._isNegated && set._categories == 0 && set._ranges is [(var from, var to)] && from == to)
            return from;
        _ranges.AddRange(set._isNegated ? Complement(set._ranges) : set._ranges);
        _categories |= set._categories;
        return null;
    }

    private void Named(string name)
    {
        var isNot = name.StartsWith('^');
        (int, int)[] ranges = name.TrimStart('^') switch
        {
            "alnum" => [('0', '9'), ('A', 'Z'), ('a', 'z')],
            "alpha" => [('A', 'Z'), ('a', 'z')],
            "ascii" => [(0, 0x7F)],
            "blank" => [('\t', '\t'), (' ', ' ')],
            "cntrl" => [(0, 0x1F), (0x7F, 0x7F)],
            "digit" => Digits,
            "graph" => [('!', '~')],
            "lower" => [('a', 'z')],
            "print" => [(' ', '~')],
            "punct" => [('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
            "space" => [('\t', '\r'), (' ', ' ')],
            "upper" => [('A', 'Z')],
            "word" => Words,
            "xdigit" => [('0', '9'), ('A', 'F'), ('a', 'f')],
            _ => throw new FormatException($"there is no [:{name}:]"),
        };
        _ranges.AddRange(isNot ? Complement(ranges) : ranges);
    }

    private static CharacterSet Category(string pattern, ref int at, bool isNot)
    {
        if (at >= pattern.Length)
            throw new FormatException("a \\p without its class");
        var name = pattern[at..(at + 1)];
        if (pattern[at] == '{')
        {
            var end = pattern.IndexOf('}', at);
            if (end < 0)
                throw new FormatException("a \\p{ without its }");
            name = pattern[(at + 1)..end];
            at = end;
        }

        at++;
        if (name.StartsWith('^'))
            (name, isNot) = (name[1..], !isNot);
        var set = UnicodeClasses.CategoriesOf(name) is { } categories ? new CharacterSet { _categories = isNot ? ~categories : categories }
            : UnicodeClasses.RangesOf(name) is { } ranges ? Of(isNot ? [.. Complement(ranges)] : ranges)
            : throw new FormatException($"there is no class '{name}' here");
        return set;
    }

    private static int Hex(string pattern, ref int at)
    {
        var isBraced = at < pattern.Length && pattern[at] == '{';
        var end = isBraced ? pattern.IndexOf('}', at) : at + 2;
        if (end < 0 || end > pattern.Length
            || !int.TryParse(pattern.AsSpan(isBraced ? at + 1 : at, end - (isBraced ? at + 1 : at)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            || value is < 0 or > Last)
        {
            throw new FormatException("\\x wants two digits, or a code point in braces");
        }

        at = isBraced ? end + 1 : end;
        return value;
    }

    private static int Octal(string pattern, ref int at)
    {
        var value = 0;
        for (var i = 0; i < 2 && at < pattern.Length && pattern[at] is >= '0' and <= '7'; i++)
            value = (value * 8) + pattern[at++] - '0';
        return value;
    }
}
