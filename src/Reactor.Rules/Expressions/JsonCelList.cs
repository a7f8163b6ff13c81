using Reactor.Cel;

namespace Reactor.Rules.Expressions;

/// <summary>
/// A JSON array in UTF-8. The first question finds where its elements are, in one pass; each is read when asked. Where the bytes are no
/// JSON array, or nest deeper than 64, it is one error value; nothing is thrown. For one thread at a time.
/// </summary>
public sealed class JsonCelList : CelList
{
    private ReadOnlyMemory<byte> _json;
    private Element[] _elements = [];
    private int _count = -1;
    private bool _isMalformed;

    /// <summary>Over these bytes, which must not change.</summary>
    /// <param name="json">A JSON array.</param>
    public JsonCelList(ReadOnlyMemory<byte> json) => _json = json;

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
            return _isMalformed ? JsonCelValue.Malformed : JsonCelValue.Of(_json[_elements[index].Value], ref _elements[index].Container);
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
        if (!scanner.Take((byte)'['))
            return false;
        if (scanner.Take((byte)']'))
            return scanner.IsAtEnd();
        do
        {
            scanner.SkipBlanks();
            var start = scanner.At;
            if (!scanner.SkipValue(JsonCelValue.MaxDepth - 1))
                return false;
            Add(start..scanner.At);
        }
        while (scanner.Take((byte)','));
        return scanner.Take((byte)']') && scanner.IsAtEnd();
    }

    private void Add(Range value)
    {
        if (_count == _elements.Length)
            Array.Resize(ref _elements, Math.Max(8, 2 * _count));
        ref var element = ref _elements[_count++];
        element.Value = value;
        element.Container.IsCurrent = false;
    }

    private struct Element
    {
        public Range Value;
        public JsonContainer Container;
    }
}
