using System.Text.Json;
using Reactor.Rules.Engine.Keys;

namespace Reactor.Rules.Engine.Snapshots;

/// <summary>Readings (and writings) of stored JSON. They throw what reading <see cref="JsonElement"/>s throws, and <see cref="FormatException"/>.</summary>
internal static class StoredJson
{
    /// <summary>Nesting that is read: that of events' data, and the objects around it.</summary>
    public static JsonDocumentOptions Options { get; } = new() { MaxDepth = SeenEventJson.MaxDataDepth + 64 };

    public static string Text(this JsonElement parent, string name) =>
        parent.GetProperty(name).GetString() ?? throw new FormatException($"`{name}` is null");

    public static long Ticks(this JsonElement parent, string name) => parent.GetProperty(name).ToTicks();

    public static long ToTicks(this JsonElement ticks) =>
        ticks.GetInt64() is >= 0 and <= 3155378975999999999 and var value ? value : throw new FormatException("a time is out of range");

    /// <summary>A count of at least one.</summary>
    public static long Amount(this JsonElement parent, string name) =>
        parent.GetProperty(name).GetInt64() is > 0 and var value ? value : throw new FormatException($"`{name}` is no count");

    /// <summary>A position below a bound.</summary>
    public static int Position(this JsonElement parent, string name, int bound) =>
        parent.GetProperty(name).GetInt32() is >= 0 and var value && value < bound ? value : throw new FormatException($"`{name}` is out of range");

    public static RuleKey Key(this JsonElement parent, KeyShape shape) => RuleKey.Parse(parent.Text("key"), shape.LabelNames);

    /// <summary>Reads what <see cref="WriteKey"/> wrote.</summary>
    public static RuleKey? OptionalKey(this JsonElement parent) =>
        parent.TryGetProperty("key"u8, out _)
            ? RuleKey.Parse(parent.Text("key"), parent.TryGetProperty("key_labels"u8, out var labels) ? labels.EnumerateArray().Select(l => l.GetString()!).ToArray() : null)
            : null;

    /// <summary>Writes a key, and which of its parts are labels; nothing for none.</summary>
    public static void WriteKey(this Utf8JsonWriter writer, RuleKey? key)
    {
        if (key is null)
            return;
        writer.WriteString("key"u8, key.ToJson());
        if (key.LabelNames.IsEmpty)
            return;
        writer.WriteStartArray("key_labels"u8);
        foreach (var name in key.LabelNames)
            writer.WriteStringValue(name);
        writer.WriteEndArray();
    }

    public static SeenEvent? Seen(this JsonElement parent, string name) => parent.TryGetProperty(name, out var seen) ? SeenEventJson.Read(seen) : null;

    public static void WriteSeen(this Utf8JsonWriter writer, string name, SeenEvent? seen)
    {
        if (seen is not null)
            SeenEventJson.Write(writer, name, seen);
    }
}
