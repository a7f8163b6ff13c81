using System.Globalization;
using System.Text;

namespace Reactor.Cel.Patterns;

/// <summary>A set of code points, as a part of a pattern.</summary>
internal sealed partial class CharacterSet
{
    private const int Last = 0x10FFFF;
    private const int AsciiEnd = 0x80;

    private static readonly (int, int)[] Digits = [('0', '9')];
    private static readonly (int, int)[] Words = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
    private static readonly (int, int)[] Spaces = [('\t', '\n'), ('\f', '\r'), (' ', ' ')];

    private readonly List<(int From, int To)> _ranges = [];

    // A bit for each UnicodeCategory.
    private uint _categories;
    private bool _isNegated;
    private bool _isCaseless;
    private UInt128 _ascii;

    /// <summary>Any code point.</summary>
    public static CharacterSet All { get; } = Negated([]).Prepared();

    /// <summary>Any code point but a line feed.</summary>
    public static CharacterSet AllButNewline { get; } = Negated([('\n', '\n')]).Prepared();

    public static CharacterSet Of(int codePoint) => Of([(codePoint, codePoint)]);

    /// <summary>The same set, with upper and lower case alike.</summary>
    public CharacterSet WithoutCase()
    {
        var set = Of(_ranges);
        (set._categories, set._isNegated, set._isCaseless) = (_categories, _isNegated, true);
        return set;
    }

    /// <summary>This set, ready to be asked: nothing may be added any more.</summary>
    public CharacterSet Prepared()
    {
        for (var i = 0; i < AsciiEnd; i++)
            _ascii |= Find(i) ? UInt128.One << i : 0;
        return this;
    }

    public bool Contains(int codePoint) => codePoint < AsciiEnd ? ((ulong)(_ascii >> codePoint) & 1) != 0 : Find(codePoint);

    private bool Find(int codePoint)
    {
        var isIn = Holds(codePoint);
        if (!isIn && _isCaseless && Rune.TryCreate(codePoint, out var rune))
        {
            var (lower, upper) = (Rune.ToLowerInvariant(rune), Rune.ToUpperInvariant(rune));

            // Some have an upper case whose lower case is another: the long s, the Kelvin sign.
            isIn = Holds(lower.Value) || Holds(upper.Value) || Holds(Rune.ToLowerInvariant(upper).Value) || IsFoldedInto(lower.Value);
        }

        return isIn != _isNegated;
    }

    // Letters of Unicode whose case is that of an ASCII letter.
    private bool IsFoldedInto(int lower) => lower switch
    {
        'k' => Holds(0x212A),
        's' => Holds(0x17F),
        0xE5 => Holds(0x212B),
        _ => false,
    };

    private bool Holds(int codePoint)
    {
        foreach (var (from, to) in _ranges)
        {
            if (codePoint >= from && codePoint <= to)
                return true;
        }

        return _categories != 0 && (_categories >> (int)CharUnicodeInfo.GetUnicodeCategory(codePoint) & 1) != 0;
    }

    private static CharacterSet Of(IEnumerable<(int, int)> ranges)
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
}
