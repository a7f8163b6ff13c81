using System.Text.Json;
using Reactor.Cel;

namespace Reactor.Rules.Expressions;

/// <summary>
/// A JSON object in UTF-8, read when asked: a look-up scans the bytes and builds nothing but the value it is for. Of equal keys the last
/// wins. Where the bytes are no JSON object, or nest deeper than 64, every look-up gives an error value; nothing is thrown.
/// For one thread at a time.
/// </summary>
public sealed class JsonCelMap : CelMap
{
    // From then on an index is cheaper than scanning again.
    private const int ScansBeforeIndex = 4;

    private readonly ReadOnlyMemory<byte> _json;
    private JsonIndex? _index;
    private int _scans;

    /// <summary>Over these bytes, which must not change.</summary>
    /// <param name="json">A JSON object.</param>
    public JsonCelMap(ReadOnlyMemory<byte> json) => _json = json;

    /// <inheritdoc/>
    public override int Count => Index.Keys.Count;

    /// <inheritdoc/>
    public override IEnumerable<CelValue> Keys => Index.Keys;

    /// <summary>The bytes that it was made from.</summary>
    public ReadOnlyMemory<byte> Json => _json;

    private JsonIndex Index => _index ??= JsonIndex.Of(_json.Span);

    /// <inheritdoc/>
    public override bool TryGet(CelValue key, out CelValue value)
    {
        if (key.Kind == CelKind.String)
            return TryGetField(key.AsString, out value);
        value = default;
        return false;
    }

    /// <inheritdoc/>
    public override bool TryGetField(string name, out CelValue value)
    {
        if (_index is null && _scans < ScansBeforeIndex)
        {
            _scans++;
            return TryScan(name, out value);
        }

        return Index.TryGet(name, _json, out value);
    }

    private bool TryScan(string name, out CelValue value)
    {
        Range? found = null;
        try
        {
            var reader = new Utf8JsonReader(_json.Span, JsonCelValue.ReaderOptions);
            JsonIndex.Start(ref reader, JsonTokenType.StartObject);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                // The reader's own comparison throws on halves of surrogate pairs.
                var isIt = reader.ValueIsEscaped ? JsonText.Decode(reader.ValueSpan) == name : reader.ValueTextEquals(name);
                var range = JsonIndex.NextValue(ref reader);
                if (isIt)
                    found = range;
            }
        }
        catch (JsonException)
        {
            value = JsonCelValue.Malformed;
            return true;
        }

        value = found is { } at ? JsonCelValue.Of(_json[at]) : default;
        return found is not null;
    }
}
