using System.Buffers;
using System.Text.Json;
using Reactor.Rules.Engine.Snapshots;

namespace Reactor.Rules.Engine;

/// <summary>The stored form of a firing, for what goes on with it later: versioned UTF-8 JSON. Equal firings give equal bytes.</summary>
public static class FiringJson
{
    /// <summary>The version that is written; every one up to it is read.</summary>
    public const int Version = 1;

    /// <summary>Writes a firing. Its rule is kept by name and fingerprint.</summary>
    /// <param name="firing">The firing.</param>
    public static ReadOnlyMemory<byte> Write(Firing firing)
    {
        ArgumentNullException.ThrowIfNull(firing);
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteNumber("version"u8, Version);
        writer.WriteString("rule"u8, firing.Rule.Name);
        writer.WriteString("fingerprint"u8, firing.Rule.Fingerprint);
        writer.WriteKey(firing.Key);
        SeenEventJson.Write(writer, "completing", firing.Completing);
        WriteOther(writer, "first", firing.First, firing);
        WriteOther(writer, "last", firing.Last, firing);
        writer.WriteSeen("previous", firing.Previous);
        writer.WriteNumber("count"u8, firing.Match.Count);
        writer.WriteString("first_at"u8, firing.Match.FirstAt);
        writer.WriteString("last_at"u8, firing.Match.LastAt);
        writer.WriteNumber("suppressed"u8, firing.Match.Suppressed);
        writer.WriteBoolean("blind"u8, firing.Match.Blind);
        writer.WriteBoolean("limited"u8, firing.LimitedOnly);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Reads what <see cref="Write"/> wrote. Null where the rule is gone, or means something else by now.</summary>
    /// <param name="json">The bytes; nothing keeps them.</param>
    /// <param name="rules">The rules as they are now.</param>
    /// <exception cref="FormatException">It is damaged, or of a version that isn't known.</exception>
    public static Firing? Read(ReadOnlyMemory<byte> json, RuleSet rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        try
        {
            using var document = JsonDocument.Parse(json, StoredJson.Options);
            var root = document.RootElement;
            var version = root.GetProperty("version"u8).GetInt32();
            if (version is < 1 or > Version)
                throw new FormatException($"the firing is of version {version}, and this release reads up to {Version}");
            var fingerprint = root.Text("fingerprint");
            return rules.Find(root.Text("rule")) is { } rule && rule.Fingerprint == fingerprint ? Read(root, rule) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"the firing is damaged: {e.Message}", e);
        }
    }

    private static Firing Read(JsonElement root, Rules.Model.Rule rule)
    {
        var completing = SeenEventJson.Read(root.GetProperty("completing"u8));
        var match = new MatchInfo(
            root.GetProperty("count"u8).GetInt64(),
            root.GetProperty("first_at"u8).GetDateTimeOffset(),
            root.GetProperty("last_at"u8).GetDateTimeOffset(),
            root.GetProperty("suppressed"u8).GetInt64(),
            root.GetProperty("blind"u8).GetBoolean());
        var key = root.OptionalKey() ?? throw new FormatException("the firing has no key");
        return Firing.Of(rule, key, completing, match, root.GetProperty("limited"u8).GetBoolean()) with
        {
            First = root.Seen("first") ?? completing,
            Last = root.Seen("last") ?? completing,
            Previous = root.Seen("previous"),
        };
    }

    private static void WriteOther(Utf8JsonWriter writer, string name, SeenEvent seen, Firing firing)
    {
        if (!ReferenceEquals(seen, firing.Completing))
            SeenEventJson.Write(writer, name, seen);
    }
}
