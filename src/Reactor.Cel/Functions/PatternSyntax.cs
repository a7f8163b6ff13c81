using System.Globalization;
using System.Text;

namespace Reactor.Cel.Functions;

/// <summary>
/// From RE2's syntax, which CEL names, to .NET's. What differs: characters are code points, not UTF-16 units; <c>\d \w \s</c> and
/// [:names:] are ASCII; <c>$</c> is the very end; looking around and referring back don't exist.
/// </summary>
internal sealed class PatternSyntax
{
    private const int MaxRepeat = 1000;
    private const int MaxDepth = 50;

    private readonly string _pattern;
    private readonly StringBuilder _result = new();
    private readonly Stack<(bool IsMultiline, bool IsDotAll)> _outer = new();
    private int _at;
    private bool _isMultiline;
    private bool _isDotAll;

    private PatternSyntax(string pattern) => _pattern = pattern;

    /// <exception cref="FormatException">RE2 would not take it.</exception>
    public static string Translate(string pattern) => new PatternSyntax(pattern).Translate();

    private string Translate()
    {
        while (_at < _pattern.Length)
            Next();
        return _result.ToString();
    }

    private void Next()
    {
        var c = _pattern[_at];
        switch (c)
        {
            case '\\':
                _at++;
                Escape();
                break;
            case '[':
                _at++;
                var set = CharacterSet.Parse(_pattern, ref _at);
                _result.Append(set.ToPattern());
                break;
            case '.':
                _at++;
                _result.Append(_isDotAll ? CharacterSet.All : CharacterSet.AllButNewline);
                break;
            case '$':
                _at++;
                _result.Append(_isMultiline ? "$" : "\\z");
                break;
            case '(':
                _at++;
                Open();
                break;
            case ')':
                _at++;
                if (!_outer.TryPop(out var outer))
                    throw new FormatException("a ) without its (");
                (_isMultiline, _isDotAll) = outer;
                _result.Append(')');
                break;
            case '{':
                Repeat();
                break;
            case '*' or '+' or '?' or '|' or '^':
                _at++;
                _result.Append(c);
                break;
            default:
                Literal(CodePointAt(_pattern, ref _at));
                break;
        }
    }

    private void Open()
    {
        if (_outer.Count >= MaxDepth)
            throw new FormatException($"more than {MaxDepth} nested groups");
        var outer = (_isMultiline, _isDotAll);
        if (_at >= _pattern.Length || _pattern[_at] != '?')
        {
            // Which group matched is never asked.
            _outer.Push(outer);
            _result.Append("(?:");
            return;
        }

        _at++;
        if (Take("P<") || Take("<"))
        {
            var end = _pattern.IndexOf('>', _at);
            if (end <= _at || !_pattern[_at..end].All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                throw new FormatException("looking around is not possible, or this group's name is none");
            _at = end + 1;
            _outer.Push(outer);
            _result.Append("(?:");
            return;
        }

        Flags(outer);
    }

    private void Flags((bool, bool) outer)
    {
        var flags = new StringBuilder();
        var isOn = true;
        for (; _at < _pattern.Length; _at++)
        {
            switch (_pattern[_at])
            {
                case '-' when isOn:
                    isOn = false;
                    flags.Append('-');
                    break;
                case 'i':
                    flags.Append('i');
                    break;
                case 'm':
                    _isMultiline = isOn;
                    flags.Append('m');
                    break;
                case 's':
                    _isDotAll = isOn;
                    break;
                case 'U':
                    break;
                case ')':
                    _at++;
                    _result.Append(Group(flags, ")"));
                    return;
                case ':':
                    _at++;
                    _outer.Push(outer);
                    _result.Append(Group(flags, ":"));
                    return;
                default:
                    throw new FormatException($"(?{_pattern[_at]} is not possible");
            }
        }

        throw new FormatException("a ( without its )");
    }

    // What remains after those that are translated may be nothing, which .NET wants left out.
    private static string Group(StringBuilder flags, string end)
    {
        var kept = flags.ToString().TrimEnd('-');
        return kept.Length > 0 || end == ":" ? $"(?{kept}{end}" : "";
    }

    private bool Take(string text)
    {
        if (!_pattern.AsSpan(_at).StartsWith(text))
            return false;
        _at += text.Length;
        return true;
    }

    private void Repeat()
    {
        var end = _pattern.IndexOf('}', _at);
        var bounds = end < 0 ? [] : _pattern[(_at + 1)..end].Split(',');
        var isRepeat = bounds.Length is 1 or 2 && IsNumber(bounds[0]) && (bounds.Length == 1 || bounds[1].Length == 0 || IsNumber(bounds[1]));
        if (!isRepeat)
        {
            _at++;
            _result.Append("\\{");
            return;
        }

        foreach (var bound in bounds)
        {
            if (bound.Length > 4 || (bound.Length > 0 && int.Parse(bound, CultureInfo.InvariantCulture) > MaxRepeat))
                throw new FormatException($"repeated more than {MaxRepeat} times");
        }

        _result.Append(_pattern, _at, end + 1 - _at);
        _at = end + 1;
    }

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    private void Escape()
    {
        if (_at >= _pattern.Length)
            throw new FormatException("a \\ at the end");
        var c = _pattern[_at];
        switch (c)
        {
            case 'A' or 'z' or 'b' or 'B':
                _at++;
                _result.Append('\\').Append(c);
                break;
            case 'Q':
                var end = _pattern.IndexOf("\\E", _at, StringComparison.Ordinal);
                var stop = end < 0 ? _pattern.Length : end;
                for (_at++; _at < stop;)
                    Literal(CodePointAt(_pattern, ref _at));
                _at = end < 0 ? stop : end + 2;
                break;
            case 'E':
                _at++;
                break;
            default:
                _result.Append(CharacterSet.ParseEscape(_pattern, ref _at).ToPattern());
                break;
        }
    }

    private void Literal(int codePoint) => _result.Append(CharacterSet.Of(codePoint).ToPattern());

    /// <summary>The code point at a position, which moves on.</summary>
    public static int CodePointAt(string text, ref int at)
    {
        var length = CodePoints.LengthAt(text, at);
        var codePoint = length == 2 ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at];
        at += length;
        return codePoint;
    }
}
