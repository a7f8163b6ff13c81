using System.Buffers;
using System.Text.Json;

namespace Reactor.Rules.Engine;

/// <summary>The form of snapshots: <c>{"version":1,"rules":[{"rule":FINGERPRINT,"vms":[{"vm":ID,"keys":[[KEY,TICKS,HELD],...]}]}]}</c>.</summary>
internal static class EngineSnapshot
{
    public const int Version = 1;

    public static ReadOnlyMemory<byte> Write(IEnumerable<RuleState> states)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteNumber("version", Version);
        writer.WriteStartArray("rules");
        foreach (var state in states.Where(s => s.Limits.Count > 0))
            WriteRule(writer, state);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Limit keys by fingerprint, then by VM.</summary>
    public static Dictionary<string, Dictionary<string, LimitKeys>> Read(ReadOnlyMemory<byte> snapshot)
    {
        try
        {
            using var document = JsonDocument.Parse(snapshot);
            var version = document.RootElement.GetProperty("version").GetInt32();
            if (version != Version)
                throw new EngineSnapshotException($"the snapshot is of version {version}, and this release reads {Version}");
            return document.RootElement.GetProperty("rules").EnumerateArray().ToDictionary(
                r => r.GetProperty("rule").GetString()!,
                r => r.GetProperty("vms").EnumerateArray().ToDictionary(v => v.GetProperty("vm").GetString()!, ReadKeys, StringComparer.Ordinal),
                StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new EngineSnapshotException($"the snapshot is damaged: {e.Message}", e);
        }
    }

    private static void WriteRule(Utf8JsonWriter writer, RuleState state)
    {
        writer.WriteStartObject();
        writer.WriteString("rule", state.Rule.Fingerprint);
        writer.WriteStartArray("vms");
        foreach (var (vm, keys) in state.Limits.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("vm", vm);
            writer.WriteStartArray("keys");
            foreach (var entry in keys.OldestFirst)
                WriteEntry(writer, entry);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter writer, LimitEntry entry)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(entry.Key);
        writer.WriteNumberValue(entry.Start.UtcTicks);
        writer.WriteNumberValue(entry.Suppressed);
        writer.WriteEndArray();
    }

    private static LimitKeys ReadKeys(JsonElement vm)
    {
        var keys = new LimitKeys();
        foreach (var entry in vm.GetProperty("keys").EnumerateArray())
            keys.Add(ReadEntry(entry));
        return keys;
    }

    private static LimitEntry ReadEntry(JsonElement entry) =>
        entry.GetArrayLength() == 3
            ? new(entry[0].GetString()!, new DateTimeOffset(entry[1].GetInt64(), TimeSpan.Zero), entry[2].GetInt64())
            : throw new FormatException("a limit key is [key, ticks, held]");
}
