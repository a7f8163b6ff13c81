using System.Buffers;
using System.Text.Json;
using Reactor.Cel;
using Reactor.Rules.Engine;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Steps;

/// <summary>A firing's stored form: versioned UTF-8 JSON that names its rule by name and fingerprint.</summary>
internal static class FiringText
{
    private const int Version = 1;

    public static ReadOnlyMemory<byte> Write(Firing firing)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonLeaf.WriterOptions);
        writer.WriteStartObject();
        writer.WriteNumber("v"u8, Version);
        writer.WriteString("rule"u8, firing.Rule.Name);
        writer.WriteString("fingerprint"u8, firing.Rule.Fingerprint);
        if (firing.Key.VmId is { } vmId)
        {
            writer.WriteString("vm"u8, vmId);
        }

        writer.WriteStartArray("key"u8);
        foreach (var (name, value) in firing.Key.Parts)
        {
            writer.WriteStringValue(name);
            JsonLeaf.Write(writer, value);
        }

        writer.WriteEndArray();
        SeenEventJson.Write(writer, "completing", firing.Completing);
        if (!ReferenceEquals(firing.First, firing.Completing))
        {
            SeenEventJson.Write(writer, "first", firing.First);
        }

        if (!ReferenceEquals(firing.Last, firing.Completing))
        {
            SeenEventJson.Write(writer, "last", firing.Last);
        }

        if (firing.Previous is { } previous)
        {
            SeenEventJson.Write(writer, "previous", previous);
        }

        writer.WriteNumber("count"u8, firing.Match.Count);
        writer.WriteString("first_at"u8, firing.Match.FirstAt);
        writer.WriteString("last_at"u8, firing.Match.LastAt);
        writer.WriteNumber("suppressed"u8, firing.Match.Suppressed);
        writer.WriteBoolean("blind"u8, firing.Match.Blind);
        writer.WriteBoolean("limited_only"u8, firing.LimitedOnly);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>The firing; null where its rule is gone or means something else by now.</summary>
    public static Firing? Read(ReadOnlyMemory<byte> json, RuleSet rules) => StoredJson.Read(json, Version, "A stored firing", root =>
    {
        if (rules.Find(StoredJson.Text(root, "rule")) is not { } rule || rule.Fingerprint != StoredJson.Text(root, "fingerprint"))
        {
            return null;
        }

        var completing = SeenEventJson.Read(root.GetProperty("completing"u8));
        var match = new MatchInfo(
            root.GetProperty("count"u8).GetInt64(),
            root.GetProperty("first_at"u8).GetDateTimeOffset(),
            root.GetProperty("last_at"u8).GetDateTimeOffset(),
            root.GetProperty("suppressed"u8).GetInt64(),
            StoredJson.Flag(root, "blind"));
        return Firing.Of(rule, Key(root), completing, match, StoredJson.Flag(root, "limited_only")) with
        {
            First = Seen(root, "first") ?? completing,
            Last = Seen(root, "last") ?? completing,
            Previous = Seen(root, "previous"),
        };
    });

    private static SeenEvent? Seen(JsonElement root, string name) => root.TryGetProperty(name, out var seen) ? SeenEventJson.Read(seen) : null;

    private static RuleKey Key(JsonElement root)
    {
        var entries = root.GetProperty("key"u8).EnumerateArray().ToArray();
        var parts = new (string, CelValue)[entries.Length / 2];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = (entries[2 * i].GetString() ?? "", Scalar(entries[(2 * i) + 1]));
        }

        var vmId = StoredJson.OptionalText(root, "vm");
        return parts.Length == 0 ? RuleKey.OfVm(vmId) : RuleKey.Of(vmId!, parts);
    }

    private static CelValue Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => CelValue.From(value.GetString()!),
        JsonValueKind.True => CelValue.True,
        JsonValueKind.False => CelValue.False,
        JsonValueKind.Null => CelValue.Null,
        _ when value.TryGetInt64(out var signed) => CelValue.From(signed),
        _ when value.TryGetUInt64(out var unsigned) => CelValue.From(unsigned),
        _ => CelValue.From(value.GetDouble()),
    };
}
