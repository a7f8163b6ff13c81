using System.Buffers;
using System.Text.Json;

namespace Reactor.Rules.Engine.Snapshots;

/// <summary>
/// The form of snapshots: <c>{"version":2,"unheard":[VM...],"rules":[{"rule":FINGERPRINT,"pattern":[...],"limits":[...],"previous":[...],"own":[...]}]}</c>,
/// times in ticks. What was over when the state last changed is left out: it means nothing, and a state that lost it in a restart is no other.
/// </summary>
internal static class EngineSnapshot
{
    public const int Version = 2;

    public static ReadOnlyMemory<byte> Write(EngineState state)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteNumber("version", Version);
        if (state.Unheard.Count > 0)
        {
            writer.WriteStartObject("unheard");
            foreach (var (vm, since) in state.Unheard)
                writer.WriteNumber(vm, since);
            writer.WriteEndObject();
        }

        writer.WriteStartArray("rules");
        var scratch = new ArrayBufferWriter<byte>();
        foreach (var rule in state.Rules.Held)
        {
            var written = RuleStateJson.Write(rule, state.ChangedAt, scratch);
            if (!written.IsEmpty)
                writer.WriteRawValue(written, skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Fills a state that is empty.</summary>
    /// <exception cref="EngineSnapshotException">It can't be read; the state is to be thrown away.</exception>
    public static void Read(ReadOnlyMemory<byte> snapshot, RuleSet rules, EngineState state)
    {
        try
        {
            using var document = JsonDocument.Parse(snapshot, StoredJson.Options);
            var root = document.RootElement;
            var version = root.GetProperty("version").GetInt32();
            if (version is < 1 or > Version)
                throw new EngineSnapshotException($"the snapshot is of version {version}, and this release reads up to {Version}");
            if (root.TryGetProperty("unheard", out var unheard))
            {
                foreach (var vm in unheard.EnumerateObject())
                    state.Unheard[vm.Name] = vm.Value.GetInt64();
            }

            foreach (var rule in root.GetProperty("rules").EnumerateArray())
            {
                // What is unknown here, or is not evaluated, starts afresh.
                var target = rules.WithMeaning(rule.Text("rule")) is { IsLive: true } plan ? state.Rules[plan.Position] : null;
                if (version == 1)
                    RuleStateJson.ReadVersion1(rule, target);
                else if (target is not null)
                    RuleStateJson.Read(rule, target);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new EngineSnapshotException($"the snapshot is damaged: {e.Message}", e);
        }
    }
}
