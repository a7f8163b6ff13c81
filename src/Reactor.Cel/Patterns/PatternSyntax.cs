using System.Globalization;
using Reactor.Cel.Functions;

namespace Reactor.Cel.Patterns;

/// <summary>
/// Reads RE2's syntax, which CEL names: characters are code points; <c>\d \w \s \b</c> and [:names:] are ASCII; <c>$</c> is the very end;
/// looking around and referring back don't exist. Which of several matches is found is never asked, so greed means nothing.
/// </summary>
internal sealed class PatternSyntax
{
    private const int MaxRepeat = 1000;
    private const int MaxDepth = 50;

    private readonly string _pattern;
    private int _at;
    private int _depth;
    private bool _isMultiline;
    private bool _isDotAll;
    private bool _isCaseless;
    private bool _isQuoted;

    private PatternSyntax(string pattern) => _pattern = pattern;

    private bool IsAtEnd => _at >= _pattern.Length;

    /// <exception cref="FormatException">RE2 would not take it.</exception>
    public static PatternNode Parse(string pattern)
    {
        var syntax = new PatternSyntax(pattern);
        var node = syntax.Choice();
        return syntax.IsAtEnd ? node : throw new FormatException("a ) without its (");
    }

    /// <summary>The code point at a position, which moves on.</summary>
    public static int CodePointAt(string text, ref int at)
    {
        var length = CodePoints.LengthAt(text, at);
        var codePoint = length == 2 ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at];
        at += length;
        return codePoint;
    }

    private PatternNode Choice()
    {
        var branches = new List<PatternNode> { Branch() };
        while (Take("|"))
            branches.Add(Branch());
        return branches.Count == 1 ? branches[0] : new PatternNode.Choice(branches);
    }

    private PatternNode.Sequence Branch()
    {
        var parts = new List<PatternNode>();
        while (!IsAtEnd && (_isQuoted || _pattern[_at] is not ('|' or ')')))
        {
            if (Part() is not { } part)
                continue;
            parts.Add(!_isQuoted && Bounds() is var (least, most) ? Repeated(part, least, most) : part);
        }

        return new(parts);
    }

    private PatternNode.Repeat Repeated(PatternNode part, int least, int? most)
    {
        Take("?");
        return Bounds() is null ? new(part, least, most) : throw new FormatException("repeated twice over; put it in ( )");
    }

    /// <summary>What comes next; null for flags, which only change what follows.</summary>
    private PatternNode? Part()
    {
        if (_isQuoted)
            return Quoted();
        var c = _pattern[_at];
        switch (c)
        {
            case '\\':
                _at++;
                return Escape();
            case '[':
                _at++;
                return Single(CharacterSet.Parse(_pattern, ref _at));
            case '.':
                _at++;
                return new PatternNode.Single(_isDotAll ? CharacterSet.All : CharacterSet.AllButNewline);
            case '^':
                _at++;
                return new PatternNode.Place(_isMultiline ? PatternPlace.LineStart : PatternPlace.TextStart);
            case '$':
                _at++;
                return new PatternNode.Place(_isMultiline ? PatternPlace.LineEnd : PatternPlace.TextEnd);
            case '(':
                _at++;
                return Group();
            case '*' or '+' or '?':
                throw new FormatException($"a {c} with nothing to repeat");
            case '{' when Bounds() is not null:
                throw new FormatException("a { with nothing to repeat");
            default:
                return Literal(CodePointAt(_pattern, ref _at));
        }
    }

    private PatternNode.Single Single(CharacterSet set) => new((_isCaseless ? set.WithoutCase() : set).Prepared());

    private PatternNode.Single Literal(int codePoint) => Single(CharacterSet.Of(codePoint));

    private PatternNode? Group()
    {
        if (++_depth > MaxDepth)
            throw new FormatException($"more than {MaxDepth} nested groups");
        var outer = (_isMultiline, _isDotAll, _isCaseless);
        if (Take("?") && !Named() && Flags())
        {
            _depth--;
            return null;
        }

        var inner = Choice();
        if (!Take(")"))
            throw new FormatException("a ( without its )");
        (_isMultiline, _isDotAll, _isCaseless) = outer;
        _depth--;
        return inner;
    }

    /// <summary>Whether a group's name was here.</summary>
    private bool Named()
    {
        if (!Take("P<") && !Take("<"))
            return false;
        var end = _pattern.IndexOf('>', _at);
        if (end <= _at || !_pattern[_at..end].All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw new FormatException("looking around is not possible, or this group's name is none");
        _at = end + 1;
        return true;
    }

    /// <summary>Reads flags; whether they are for all that follows rather than for a group that starts here.</summary>
    private bool Flags()
    {
        var isOn = true;
        while (!IsAtEnd)
        {
            var c = _pattern[_at++];
            switch (c)
            {
                case '-' when isOn:
                    isOn = false;
                    break;
                case 'i':
                    _isCaseless = isOn;
                    break;
                case 'm':
                    _isMultiline = isOn;
                    break;
                case 's':
                    _isDotAll = isOn;
                    break;
                case 'U':
                    break;
                case ')':
                    return true;
                case ':':
                    return false;
                default:
                    throw new FormatException($"(?{c} is not possible");
            }
        }

        throw new FormatException("a ( without its )");
    }

    private bool Take(string text)
    {
        if (!_pattern.AsSpan(_at).StartsWith(text))
            return false;
        _at += text.Length;
        return true;
    }

    /// <summary>How often what stands before is repeated; null where nothing says so.</summary>
    private (int Least, int? Most)? Bounds()
    {
        if (Take("*"))
            return (0, null);
        if (Take("+"))
            return (1, null);
        if (Take("?"))
            return (0, 1);
        var end = IsAtEnd || _pattern[_at] != '{' ? -1 : _pattern.IndexOf('}', _at);
        var bounds = end < 0 ? [] : _pattern[(_at + 1)..end].Split(',');
        if (bounds.Length is not (1 or 2) || !IsNumber(bounds[0]) || (bounds.Length == 2 && bounds[1].Length > 0 && !IsNumber(bounds[1])))
            return null;
        _at = end + 1;
        var least = Bound(bounds[0]);
        int? most = bounds.Length == 1 ? least : bounds[1].Length == 0 ? null : Bound(bounds[1]);
        return most < least ? throw new FormatException("a repetition at most less often than at least") : (least, most);
    }

    private static int Bound(string digits) =>
        digits.Length <= 4 && int.Parse(digits, CultureInfo.InvariantCulture) is <= MaxRepeat and var bound
            ? bound
            : throw new FormatException($"repeated more than {MaxRepeat} times");

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    private PatternNode? Escape()
    {
        if (IsAtEnd)
            throw new FormatException("a \\ at the end");
        PatternPlace? place = _pattern[_at] switch
        {
            'A' => PatternPlace.TextStart,
            'z' => PatternPlace.TextEnd,
            'b' => PatternPlace.WordBoundary,
            'B' => PatternPlace.NoWordBoundary,
            _ => null,
        };
        if (place is { } kind)
        {
            _at++;
            return new PatternNode.Place(kind);
        }

        if (!Take("Q"))
            return Single(CharacterSet.ParseEscape(_pattern, ref _at));
        _isQuoted = !Take("\\E");
        return null;
    }

    /// <summary>One of the characters between \Q and \E.</summary>
    private PatternNode.Single Quoted()
    {
        var literal = Literal(CodePointAt(_pattern, ref _at));
        _isQuoted = !Take("\\E");
        return literal;
    }
}
