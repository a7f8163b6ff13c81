using System.Text;
using Reactor.Cel;

namespace Reactor.Rules.Expressions;

/// <summary>
/// Where a member's or element's value is, and the value once it was asked for: many rules ask for it. The map or list that it was is kept for
/// what comes to this place next.
/// </summary>
internal struct JsonSlot
{
    private int _start;
    private int _end;
    private bool _isMade;

    // A string without escapes.
    private bool _isPlain;
    private CelValue _value;
    private JsonCelMap? _map;
    private JsonCelList? _list;

    public void Set(int start, int end)
    {
        _start = start;
        _end = end;
        _isMade = _isPlain = false;
    }

    /// <summary>Sets it to the value at a position; an object is taken in at once. The position behind it, or <see cref="JsonScanner.None"/>.</summary>
    public int Skip(ReadOnlyMemory<byte> memory, ReadOnlySpan<byte> json, int at, int depth)
    {
        _start = at;
        _isMade = false;
        if ((uint)at < (uint)json.Length && json[at] == '{')
        {
            at = (_map ??= new(default)).OverPart(memory, json, at, depth);
            (_value, _isMade) = (CelValue.From(_map), true);
            return at;
        }

        _isPlain = false;
        if ((uint)at >= (uint)json.Length || json[at] != '"')
            return _end = JsonScanner.SkipValue(json, at, depth);
        _end = JsonScanner.SkipText(json, at, out var isEscaped);
        _isPlain = !isEscaped;
        return _end;
    }

    /// <summary>Whether the value is this text, without making it; false where it is an error.</summary>
    public bool TryEquals(ReadOnlyMemory<byte> memory, string text, out bool isEqual)
    {
        isEqual = false;
        if (!_isMade)
        {
            var json = memory.Span[_start.._end];
            if (json[0] != '"')
                return !Read(memory).IsError;
            var content = json[1..^1];

            // As it is where it has no escapes and is ASCII; else what it stands for is no longer than it is.
            if (content.Length < text.Length)
                return true;
            if (_isPlain)
            {
                isEqual = content.Length == text.Length && Ascii.Equals(content, text);
                if (isEqual || Ascii.IsValid(content))
                    return true;
            }

            Read(memory);
        }

        isEqual = _value.Kind == CelKind.String && _value.AsString == text;
        return !_value.IsError;
    }

    /// <summary>The value; <paramref name="json"/> is what it is in.</summary>
    public CelValue Read(ReadOnlyMemory<byte> json)
    {
        if (_isMade)
            return _value;
        _value = json.Span[_start] switch
        {
            (byte)'{' => Map(json[_start.._end]),
            (byte)'[' => List(json[_start.._end]),
            _ => JsonCelValue.Scalar(json.Span[_start.._end]),
        };
        _isMade = true;
        return _value;
    }

    private CelValue Map(ReadOnlyMemory<byte> json)
    {
        if (_map is null)
            _map = new(json);
        else
            _map.Over(json);
        return CelValue.From(_map);
    }

    private CelValue List(ReadOnlyMemory<byte> json)
    {
        if (_list is null)
            _list = new(json);
        else
            _list.Over(json);
        return CelValue.From(_list);
    }
}
