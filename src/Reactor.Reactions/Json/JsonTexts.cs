using System.Collections.Immutable;
using System.Text.Json;

namespace Reactor.Reactions.Json;

/// <summary>Lists of texts in what is stored.</summary>
internal static class JsonTexts
{
    public static void WriteTexts(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    public static ImmutableArray<string> ReadTexts(this JsonElement texts) => [.. texts.EnumerateArray().Select(text => text.GetString() ?? "")];
}
