using System.Text.Json;
using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Engine.Snapshots;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Limits;

/// <summary>A rule's limit, key by key.</summary>
internal sealed class RuleLimits(RuleState rule, Limit limit, DeadlineQueue ends)
{
    private readonly Dictionary<string, LimitKeys> _byVm = new(StringComparer.Ordinal);

    public long Count => _byVm.Values.Sum(k => (long)k.Count);

    /// <summary>Takes a match.</summary>
    public LimitOutcome Take(RuleKey key, Firing firing, long now)
    {
        var keys = KeysOf(key.VmId ?? "");
        var outcome = keys.Take(key.ToJson(), now, limit.Max, limit.Per.Ticks, firing.Vm, firing.Id, out var entry);
        Disarm(outcome.Evicted);
        var tooHeavy = 0;
        for (; keys.DropTooHeavy(entry) is { } victim; tooHeavy++)
            Disarm(victim);
        Arm(key.VmId ?? "", entry);
        return outcome with { TooHeavy = tooHeavy };
    }

    /// <summary>The span of a key ended, and something was held back in it.</summary>
    public LimitEnd End(Deadline deadline)
    {
        var (vmId, entry) = ((string, LimitEntry))deadline.Subject;
        entry.End = null;
        KeysOf(vmId).Tell(entry);
        return new LimitEnd(rule.Rule, entry.Key, entry.Vm, entry.FiringId, entry.Suppressed);
    }

    public bool Forget(string vmId)
    {
        if (!_byVm.Remove(vmId, out var keys))
            return false;
        foreach (var entry in keys.All)
        {
            if (entry.End is { } end)
                ends.Remove(end);
        }

        return true;
    }

    public void Write(Utf8JsonWriter writer, string name, long now)
    {
        var vms = _byVm.OrderBy(v => v.Key, StringComparer.Ordinal)
            .Select(v => (Vm: v.Key, Keys: v.Value.All.Where(e => !LimitKeys.IsSpent(e, now, limit.Per.Ticks)).ToArray()))
            .Where(v => v.Keys.Length > 0)
            .ToArray();
        if (vms.Length == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var (vm, keys) in vms)
        {
            writer.WriteStartObject();
            writer.WriteString("vm", vm);
            writer.WriteStartArray("keys");
            foreach (var entry in keys)
                Write(writer, entry, now);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public void Read(JsonElement vms)
    {
        foreach (var vm in vms.EnumerateArray())
        {
            foreach (var item in vm.GetProperty("keys").EnumerateArray())
                Add(vm.Text("vm"), LimitEntryOf(item));
        }
    }

    /// <summary>Adds what was stored.</summary>
    public void Add(string vmId, LimitEntry entry)
    {
        KeysOf(vmId).Add(entry);
        Arm(vmId, entry);
    }

    private LimitKeys KeysOf(string vmId)
    {
        if (!_byVm.TryGetValue(vmId, out var keys))
        {
            var bounds = KeyBounds.Of(rule.Plan.IsFleet);
            _byVm.Add(vmId, keys = new(bounds.MaxKeys, bounds.MaxBytes));
        }

        return keys;
    }

    private void Disarm(LimitEntry? dropped)
    {
        if (dropped?.End is { } end)
            ends.Remove(end);
    }

    // An end is told only where something was held back.
    private void Arm(string vmId, LimitEntry entry)
    {
        if (entry.Suppressed > 0 && !entry.IsTold)
        {
            entry.End ??= new Deadline(rule, entry.Key, (vmId, entry));
            ends.Set(entry.End, entry.Acts[0] + limit.Per.Ticks);
        }
        else if (entry.End is { } end)
        {
            ends.Remove(end);
            entry.End = null;
        }
    }

    private void Write(Utf8JsonWriter writer, LimitEntry entry, long now)
    {
        writer.WriteStartObject();
        writer.WriteString("key", entry.Key);
        writer.WriteStartArray("acts");
        foreach (var act in entry.Acts)
        {
            // What is over counts only as the start of a span that is still to be told.
            if (entry.End is not null || now - act <= limit.Per.Ticks)
                writer.WriteNumberValue(act);
        }

        writer.WriteEndArray();
        writer.WriteNumber("held", entry.Suppressed);
        writer.WriteBoolean("told", entry.IsTold);
        SeenEventJson.WriteVm(writer, "vm", entry.Vm);
        writer.WriteString("firing", entry.FiringId);
        writer.WriteEndObject();
    }

    private static LimitEntry LimitEntryOf(JsonElement item)
    {
        var entry = new LimitEntry(item.Text("key"))
        {
            Acts = [.. item.GetProperty("acts").EnumerateArray().Select(a => a.ToTicks())],
            Suppressed = item.GetProperty("held").GetInt64(),
            IsTold = item.GetProperty("told").GetBoolean(),
            Vm = SeenEventJson.ReadVm(item.GetProperty("vm")),
            FiringId = item.Text("firing"),
        };
        return entry.IsTold || entry.Acts.Count > 0 ? entry : throw new FormatException("a limit key has never acted");
    }
}
