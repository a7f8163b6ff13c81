using System.Globalization;
using System.Text;

namespace Reactor.Cel.Functions;

/// <summary>A set of code points, as a part of a pattern.</summary>
internal sealed class CharacterSet
{
    private const int Last = 0x10FFFF;

    private readonly List<(int From, int To)> _ranges = [];
    private readonly StringBuilder _categories = new();
    private bool _isNegated;

    /// <summary>Any code point.</summary>
    public static string All { get; } = Negated([]).ToPattern();

    /// <summary>Any code point but a line feed.</summary>
    public static string AllButNewline { get; } = Negated([('\n', '\n')]).ToPattern();

    public static CharacterSet Of(int codePoint) => Of([(codePoint, codePoint)]);

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

    /// <summary>The set in .NET's syntax, where a code point may be two UTF-16 units.</summary>
    public string ToPattern()
    {
        if (!_isNegated && _categories.Length == 0 && _ranges is [(var from, var to)] && from == to)
            return from > 0xFFFF ? $"(?:{Unit(char.ConvertFromUtf32(from)[0])}{Unit(char.ConvertFromUtf32(from)[1])})" : Unit((char)from);
        var single = new StringBuilder(_isNegated ? "[^" : "[");
        foreach (var (low, high) in _ranges.Where(r => r.From <= 0xFFFF))
            single.Append(Unit((char)low)).Append('-').Append(Unit((char)Math.Min(high, 0xFFFF)));
        single.Append(_categories);
        if (_isNegated)
            single.Append("\\ud800-\\udfff");
        single.Append(']');
        var pairs = Pairs(_isNegated ? Others() : _ranges.Where(r => r.To > 0xFFFF).Select(r => (Math.Max(r.From, 0x10000), r.To)));
        if (pairs.Length == 0)
            return single.Length == 2 ? "(?:[^\\s\\S])" : single.ToString();
        return single.ToString() == "[]" ? $"(?:{pairs[1..]})" : $"(?:{single}{pairs})";
    }

    private static readonly (int, int)[] Digits = [('0', '9')];
    private static readonly (int, int)[] Words = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
    private static readonly (int, int)[] Spaces = [('\t', '\n'), ('\f', '\r'), (' ', ' ')];

    private static CharacterSet Of((int, int)[] ranges)
    {
        var set = new CharacterSet();
        set._ranges.AddRange(ranges);
        return set;
    }

    private static CharacterSet Negated((int, int)[] ranges)
    {
        var set = Of(ranges);
        set._isNegated = true;
        return set;
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
        if (!set._isNegated && set._categories.Length == 0 && set._ranges is [(var from, var to)] && from == to)
            return from;
        _ranges.AddRange(set._isNegated ? Complement(set._ranges) : set._ranges);
        _categories.Append(set._categories);
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
        if (!name.All(char.IsAsciiLetter))
            throw new FormatException($"there is no class '{name}'");
        var set = new CharacterSet();

        // A script's name is a block's in .NET: nearly the same characters.
        set._categories.Append(isNot ? "\\P{" : "\\p{").Append(name.Length > 2 ? "Is" : "").Append(name).Append('}');
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

    private IEnumerable<(int, int)> Others() => Complement(_ranges).Where(r => r.To > 0xFFFF).Select(r => (Math.Max(r.From, 0x10000), r.To));

    private static List<(int From, int To)> Complement(IEnumerable<(int From, int To)> ranges)
    {
        var result = new List<(int, int)>();
        var next = 0;
        foreach (var (from, to) in ranges.OrderBy(r => r.From))
        {
            if (from > next)
                result.Add((next, from - 1));
            next = Math.Max(next, to + 1);
        }

        if (next <= Last)
            result.Add((next, Last));
        return result;
    }

    /// <summary>Ranges beyond U+FFFF as alternatives of two units each, every one with a leading |.</summary>
    private static string Pairs(IEnumerable<(int From, int To)> ranges)
    {
        var result = new StringBuilder();
        foreach (var (from, to) in ranges)
        {
            var (low, high) = (char.ConvertFromUtf32(from), char.ConvertFromUtf32(to));
            if (low[0] == high[0])
            {
                Pair(low[0], low[0], low[1], high[1]);
                continue;
            }

            Pair(low[0], low[0], low[1], '\uDFFF');
            if (high[0] - low[0] > 1)
                Pair((char)(low[0] + 1), (char)(high[0] - 1), '\uDC00', '\uDFFF');
            Pair(high[0], high[0], '\uDC00', high[1]);
        }

        return result.ToString();

        void Pair(char a, char b, char c, char d) =>
            result.Append("|[").Append(Unit(a)).Append('-').Append(Unit(b)).Append("][").Append(Unit(c)).Append('-').Append(Unit(d)).Append(']');
    }

    private static string Unit(char c) => char.IsAsciiLetterOrDigit(c) ? c.ToString() : $"\\u{(int)c:x4}";
}
