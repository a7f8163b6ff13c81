using System.Text;

namespace Reactor.Cel.Functions;

/// <summary>A set of code points, as a part of a pattern.</summary>
internal sealed partial class CharacterSet
{
    private const int Last = 0x10FFFF;

    private static readonly (int, int)[] Digits = [('0', '9')];
    private static readonly (int, int)[] Words = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
    private static readonly (int, int)[] Spaces = [('\t', '\n'), ('\f', '\r'), (' ', ' ')];

    private readonly List<(int From, int To)> _ranges = [];
    private readonly StringBuilder _categories = new();
    private bool _isNegated;

    /// <summary>Any code point.</summary>
    public static string All { get; } = Negated([]).ToPattern();

    /// <summary>Any code point but a line feed.</summary>
    public static string AllButNewline { get; } = Negated([('\n', '\n')]).ToPattern();

    public static CharacterSet Of(int codePoint) => Of([(codePoint, codePoint)]);

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
