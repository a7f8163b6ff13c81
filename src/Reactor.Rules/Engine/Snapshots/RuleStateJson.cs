using System.Buffers;
using System.Text.Json;
using Reactor.Rules.Engine.Limits;

namespace Reactor.Rules.Engine.Snapshots;

/// <summary>One rule in a snapshot.</summary>
internal static class RuleStateJson
{
    /// <summary>The rule as an object; empty where there is nothing to keep.</summary>
    public static ReadOnlySpan<byte> Write(RuleState rule, long now, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("rule", rule.Fingerprint);
        writer.Flush();
        var withoutState = buffer.WrittenCount;
        rule.Pattern.Write(writer, "pattern", now);
        rule.Limits?.Write(writer, "limits", now);
        rule.Previous?.Write(writer, "previous");
        rule.Own?.Write(writer, "own", now);
        writer.Flush();
        if (buffer.WrittenCount == withoutState)
            return [];
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan;
    }

    public static void Read(JsonElement item, RuleState rule)
    {
        if (item.TryGetProperty("pattern", out var pattern))
            rule.Pattern.Read(pattern);
        if (item.TryGetProperty("limits", out var limits))
            (rule.Limits ?? throw Unexpected("limits")).Read(limits);
        if (item.TryGetProperty("previous", out var previous))
            (rule.Previous ?? throw Unexpected("previous")).Read(previous, rule.Plan.Keys is [var shape, ..] ? shape : new([]));
        if (item.TryGetProperty("own", out var own))
            (rule.Own ?? throw Unexpected("own")).Read(own);
    }

    /// <summary>Version 1 held limits that act once: <c>{"rule":FINGERPRINT,"vms":[{"vm":ID,"keys":[[KEY,TICKS,HELD],...]}]}</c>.</summary>
    public static void ReadVersion1(JsonElement item, RuleState? rule)
    {
        foreach (var vm in item.GetProperty("vms").EnumerateArray())
        {
            var id = vm.Text("vm");
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var entry in vm.GetProperty("keys").EnumerateArray())
            {
                var read = Version1(entry, id);
                if (!seen.Add(read.Key))
                    throw new FormatException("a limit key stands there twice");
                rule?.Limits?.Add(id, read);
            }
        }
    }

    // Who acted last was not kept.
    private static LimitEntry Version1(JsonElement entry, string vmId) =>
        entry.GetArrayLength() == 3
            ? new LimitEntry(entry[0].GetString() ?? throw new FormatException("a limit key is null"))
            {
                Acts = [entry[1].ToTicks()],
                Suppressed = entry[2].GetInt64(),
                Vm = new VmView { Id = vmId, Name = vmId, Host = "" },
                FiringId = "",
            }
            : throw new FormatException("a limit key is [key, ticks, held]");

    private static FormatException Unexpected(string what) => new($"a rule without {what} has some");
}
