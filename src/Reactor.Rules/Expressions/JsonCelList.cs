using System.Text.Json;
using Reactor.Cel;

namespace Reactor.Rules.Expressions;

/// <summary>
/// A JSON array in UTF-8. The first question finds where its elements are, in one pass; each is read when asked. Where the bytes are no
/// JSON array, or nest deeper than 64, it is one error value; nothing is thrown.
/// </summary>
public sealed class JsonCelList : CelList
{
    private readonly ReadOnlyMemory<byte> _json;
    private List<Range>? _ranges;

    /// <summary>Over these bytes, which must not change.</summary>
    /// <param name="json">A JSON array.</param>
    public JsonCelList(ReadOnlyMemory<byte> json) => _json = json;

    /// <inheritdoc/>
    public override int Count => Ranges.Count;

    private List<Range> Ranges => _ranges ??= Find(_json.Span);

    /// <inheritdoc/>
    public override CelValue this[int index]
    {
        get
        {
            var range = Ranges[index];
            return range.Equals(Range.All) ? JsonCelValue.Malformed : JsonCelValue.Of(_json[range]);
        }
    }

    private static List<Range> Find(ReadOnlySpan<byte> json)
    {
        var ranges = new List<Range>();
        try
        {
            var reader = new Utf8JsonReader(json, JsonCelValue.ReaderOptions);
            JsonIndex.Start(ref reader, JsonTokenType.StartArray);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                ranges.Add(JsonIndex.RangeOfThis(ref reader));
            return ranges;
        }
        catch (JsonException)
        {
            return [Range.All];
        }
    }
}
