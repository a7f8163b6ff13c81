using System.Text.Json;
using Reactor.Rules.Engine.Snapshots;

namespace Reactor.Rules.Engine;

/// <summary>
/// A rule's own commands to each VM: what they cause opens nothing of the rule, from sending to 2 s after the return. One whose return is never
/// told counts for an hour.
/// </summary>
internal sealed class OwnEffects
{
    private static readonly long s_after = TimeSpan.FromSeconds(2).Ticks;
    private static readonly long s_longest = TimeSpan.FromHours(1).Ticks;

    private readonly SortedDictionary<string, SortedDictionary<string, Sent>> _byVm = new(StringComparer.Ordinal);

    public void Take(OwnCommand command, long now)
    {
        if (!_byVm.TryGetValue(command.VmId, out var commands))
            _byVm.Add(command.VmId, commands = new(StringComparer.Ordinal));
        if (!commands.TryGetValue(command.Command, out var sent))
            commands.Add(command.Command, sent = new());
        if (!command.HasReturned)
        {
            sent.Open++;
            sent.Until = Math.Max(sent.Until, now + s_longest);
            return;
        }

        sent.Open = Math.Max(0, sent.Open - 1);
        if (sent.Open == 0)
            sent.Until = now + s_after;
    }

    /// <summary>Whether an event of this name and VM is put down to one of them.</summary>
    public bool Cover(string vmId, string eventName, long now, Func<string, IReadOnlySet<string>> eventsCausedBy)
    {
        if (_byVm.Count == 0 || !_byVm.TryGetValue(vmId, out var commands))
            return false;
        foreach (var (command, sent) in commands)
        {
            if (now <= sent.Until && eventsCausedBy(command).Contains(eventName))
                return true;
        }

        return false;
    }

    public bool Forget(string vmId) => _byVm.Remove(vmId);

    public void Write(Utf8JsonWriter writer, string name, long now)
    {
        var current = _byVm.SelectMany(vm => vm.Value.Where(c => c.Value.Until >= now).Select(c => (Vm: vm.Key, Command: c.Key, Sent: c.Value))).ToArray();
        if (current.Length == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var (vm, command, sent) in current)
        {
            writer.WriteStartObject();
            writer.WriteString("vm", vm);
            writer.WriteString("command", command);
            writer.WriteNumber("open", sent.Open);
            writer.WriteNumber("until", sent.Until);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public void Read(JsonElement entries)
    {
        foreach (var item in entries.EnumerateArray())
        {
            var vm = item.Text("vm");
            if (!_byVm.TryGetValue(vm, out var commands))
                _byVm.Add(vm, commands = new(StringComparer.Ordinal));
            commands.Add(item.Text("command"), new Sent { Open = item.GetProperty("open").GetInt32(), Until = item.Ticks("until") });
        }
    }

    private sealed class Sent
    {
        public int Open { get; set; }

        public long Until { get; set; }
    }
}
