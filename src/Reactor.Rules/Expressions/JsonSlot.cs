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

    public void Set(int start, int end, bool isPlain = false)
    {
        _start = start;
        _end = end;
        _isPlain = isPlain;
        _isMade = false;
    }

    /// <summary>Sets it to the object at a position, which is read at once. The position behind it, or <see cref="JsonScanner.None"/>.</summary>
    public int SkipMap(ReadOnlyMemory<byte> memory, ref JsonScanner scanner, int at, int depth, JsonCelMap root)
    {
        at = (_map ??= new(default, root)).OverPart(memory, ref scanner, at, depth);
        (_value, _isMade) = (CelValue.From(_map), true);
        return at;
    }

    /// <summary>Whether the value is this text, without making it; false where it is an error.</summary>
    public bool TryEquals(ReadOnlyMemory<byte> memory, ReadOnlySpan<byte> bytes, string text, JsonCelMap? root, out bool isEqual)
    {
        isEqual = false;
        if (!_isMade)
        {
            var json = bytes[_start.._end];
            if (json[0] != '"')
                return !Read(memory, bytes, root).IsError;
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

            Read(memory, bytes, root);
        }

        isEqual = _value.Kind == CelKind.String && _value.AsString == text;
        return !_value.IsError;
    }

    /// <summary>The value; <paramref name="memory"/>, whose bytes are given too, is what it is in, and <paramref name="root"/> counts what is kept.</summary>
    public CelValue Read(ReadOnlyMemory<byte> memory, ReadOnlySpan<byte> bytes, JsonCelMap? root)
    {
        if (_isMade)
            return _value;
        _value = bytes[_start] switch
        {
            (byte)'{' => Map(memory[_start.._end], root),
            (byte)'[' => List(memory[_start.._end], root),
            _ => JsonCelValue.Scalar(bytes[_start.._end]),
        };
        _isMade = true;
        return _value;
    }

    private CelValue Map(ReadOnlyMemory<byte> json, JsonCelMap? root)
    {
        if (_map is null)
            _map = new(json, root);
        else
            _map.Over(json);
        return CelValue.From(_map);
    }

    private CelValue List(ReadOnlyMemory<byte> json, JsonCelMap? root)
    {
        if (_list is null)
            _list = new(json, root);
        else
            _list.Over(json);
        return CelValue.From(_list);
    }
}
