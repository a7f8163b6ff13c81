using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Reactor.Store.Sqlite;

/// <summary>Lists and maps of text as JSON columns.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
            content(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static string Array(ImmutableArray<string> items)
    {
        if (items.IsDefaultOrEmpty)
            return "[]";
        return Write(writer =>
        {
            writer.WriteStartArray();
            foreach (string item in items)
                writer.WriteStringValue(item);
            writer.WriteEndArray();
        });
    }

    public static ImmutableArray<string> ReadArray(string json)
    {
        if (json == "[]")
            return [];
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(e => e.GetString()!)];
    }

    public static string Map(ImmutableSortedDictionary<string, string> map)
    {
        if (map.IsEmpty)
            return "{}";
        return Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var (name, value) in map)
                writer.WriteString(name, value);
            writer.WriteEndObject();
        });
    }

    public static ImmutableSortedDictionary<string, string> ReadMap(string json)
    {
        if (json == "{}")
            return ImmutableSortedDictionary<string, string>.Empty;
        using var document = JsonDocument.Parse(json);
        return ReadMap(document.RootElement);
    }

    public static ImmutableSortedDictionary<string, string> ReadMap(JsonElement element)
    {
        var map = ImmutableSortedDictionary.CreateBuilder<string, string>();
        foreach (var property in element.EnumerateObject())
            map[property.Name] = property.Value.GetString()!;
        return map.ToImmutable();
    }
}
