using System.Text.Json;
using Reactor.Cel;

namespace Reactor.Rules.Expressions;

/// <summary>Where the values of a JSON object are.</summary>
internal sealed class JsonIndex
{
    private readonly Dictionary<string, Range> _ranges = new(StringComparer.Ordinal);
    private readonly List<CelValue> _keys = [];

    // Maps and lists that were asked for: they have indexes of their own, which many rules should share.
    private readonly Dictionary<string, CelValue> _containers = new(StringComparer.Ordinal);

    private JsonIndex()
    {
    }

    /// <summary>The bytes are no JSON object: nothing is in here then.</summary>
    public bool IsMalformed { get; private set; }

    public IReadOnlyList<CelValue> Keys => _keys;

    public static JsonIndex Of(ReadOnlySpan<byte> json)
    {
        var index = new JsonIndex();
        try
        {
            index.Fill(json);
        }
        catch (JsonException)
        {
            index._ranges.Clear();
            index._keys.Clear();
            index.IsMalformed = true;
        }

        return index;
    }

    /// <summary>The value of a key; <paramref name="json"/> is what the index was made of.</summary>
    public bool TryGet(string name, ReadOnlyMemory<byte> json, out CelValue value)
    {
        if (_containers.TryGetValue(name, out value))
            return true;
        if (!_ranges.TryGetValue(name, out var range))
        {
            value = IsMalformed ? JsonCelValue.Malformed : default;
            return IsMalformed;
        }

        value = JsonCelValue.Of(json[range]);
        if (value.Kind is CelKind.Map or CelKind.List)
            _containers.Add(name, value);
        return true;
    }

    /// <summary>Reads the first token, which must be this.</summary>
    public static void Start(ref Utf8JsonReader reader, JsonTokenType expected)
    {
        if (!reader.Read() || reader.TokenType != expected)
            throw new JsonException($"{expected} expected");
    }

    /// <summary>Reads on over the next value; where its bytes are.</summary>
    public static Range NextValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        return RangeOfThis(ref reader);
    }

    /// <summary>Reads on over the value that starts here; where its bytes are.</summary>
    public static Range RangeOfThis(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }

    private void Fill(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonCelValue.ReaderOptions);
        Start(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Decode(reader.ValueSpan);
            var range = NextValue(ref reader);
            if (!_ranges.ContainsKey(name))
                _keys.Add(CelValue.From(name));
            _ranges[name] = range;
        }
    }
}
