using System.Buffers;
using System.Text.Json;

namespace Reactor.Rules.Engine.Matching;

/// <summary>What of each VM was seen last, so that rules over state are evaluated only where that changed.</summary>
internal sealed class StateWatch
{
    /// <summary>The name of the events that stand for an answer about a VM's state.</summary>
    public const string EventName = "VM_STATE";

    private readonly Dictionary<string, VmView> _last = new(StringComparer.Ordinal);

    /// <summary>Whether a VM looks as it did last.</summary>
    public bool IsUnchanged(VmView vm)
    {
        if (_last.TryGetValue(vm.Id, out var last) && last.IsSameAs(vm))
            return true;
        _last[vm.Id] = vm;
        return false;
    }

    public void Forget(string vmId) => _last.Remove(vmId);

    /// <summary>The event that stands for an input that shows a VM and is no event.</summary>
    public static SeenEvent EventOf(VmView vm, string id, DateTimeOffset at)
    {
        var data = new ArrayBufferWriter<byte>(64);
        using (var writer = new Utf8JsonWriter(data))
        {
            writer.WriteStartObject();
            writer.WriteString("status", vm.Status ?? "");
            writer.WriteEndObject();
        }

        return new(vm, new VmEvent { Id = id, Name = EventName, Data = data.WrittenMemory, At = at });
    }
}
