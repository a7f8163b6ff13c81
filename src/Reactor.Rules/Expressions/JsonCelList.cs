using Reactor.Cel;

namespace Reactor.Rules.Expressions;

/// <summary>
/// A JSON array in UTF-8. The first question finds where its elements are, in one pass; each is read when asked. Where the bytes are no
/// JSON array, or nest deeper than 64, it is one error value; nothing is thrown. For one thread at a time.
/// </summary>
public sealed class JsonCelList : CelList
{
    private readonly JsonCelMap? _root;
    private ReadOnlyMemory<byte> _json;
    private JsonSlot[] _elements = [];
    private int _count = -1;
    private bool _isMalformed;

    /// <summary>Over these bytes, which must not change.</summary>
    /// <param name="json">A JSON array.</param>
    public JsonCelList(ReadOnlyMemory<byte> json) => _json = json;

    /// <summary>The same within a map, which counts what both hold.</summary>
    internal JsonCelList(ReadOnlyMemory<byte> json, JsonCelMap? root) => (_json, _root) = (json, root);

    /// <inheritdoc/>
    public override int Count
    {
        get
        {
            if (_count < 0)
                Read();
            return _count;
        }
    }

    /// <inheritdoc/>
    public override CelValue this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return _isMalformed ? JsonCelValue.Malformed : _elements[index].Read(_json, _json.Span, _root);
        }
    }

    /// <summary>The same list over other bytes; as <see cref="JsonCelMap.Over"/>.</summary>
    internal JsonCelList Over(ReadOnlyMemory<byte> json)
    {
        _json = json;
        _count = -1;
        return this;
    }

    private void Read()
    {
        _count = 0;
        _isMalformed = !Read(_json.Span);
        if (_isMalformed)
            _count = 1;
    }

    private bool Read(ReadOnlySpan<byte> json)
    {
        var scanner = new JsonScanner(json);
        var at = JsonScanner.SkipMark(json, 0, (byte)'[');
        if (at < 0)
            return false;
        var end = JsonScanner.SkipMark(json, at, (byte)']');
        while (end < 0)
        {
            var value = at;
            at = scanner.SkipValue(at, JsonCelValue.MaxDepth - 1);
            if (at < 0)
                return false;
            if (_count == _elements.Length)
                Grow();
            _elements[_count++].Set(value, at);
            end = JsonScanner.SkipMark(json, at, (byte)']');
            at = end >= 0 ? end : JsonScanner.SkipMark(json, at, (byte)',');
            if (at < 0)
                return false;
        }

        return end == json.Length;
    }

    private void Grow()
    {
        var size = Math.Max(8, 2 * _count);
        Array.Resize(ref _elements, size);
        _root?.Take(size);
    }
}
