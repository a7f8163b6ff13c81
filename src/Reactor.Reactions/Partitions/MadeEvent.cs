using System.Globalization;
using System.Text.Json;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>Stands for an event where something else than an event is the cause.</summary>
internal static class MadeEvent
{
    /// <summary>A VM's state was seen.</summary>
    public static SeenEvent OfState(VmView vm, string id, DateTimeOffset at) => new(vm, new VmEvent
    {
        Id = id,
        Name = "VM_STATE",
        Data = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["status"] = vm.Status ?? "" }),
        At = at,
    });

    /// <summary>What an input shows: its event, else its VM, else (time alone) the VM given.</summary>
    public static SeenEvent Of(EngineInput input, VmView vm) => input switch
    {
        SeenEvent seen => seen,
        FleetHit hit => hit.Seen,
        StateObserved state => OfState(state.Vm, state.Id, state.At),
        LinkChanged link => OfState(link.Vm, link.Id, link.At),
        _ => OfState(vm, $"time/{vm.Id}/{input.At.UtcTicks.ToString(CultureInfo.InvariantCulture)}", input.At),
    };
}
