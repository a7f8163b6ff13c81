using System.Text.Json.Nodes;
using Reactor.Bench.Daemons;

namespace Reactor.Bench.Sockets;

/// <summary>What a daemon's VMs were heard to say.</summary>
internal static class DaemonEvents
{
    /// <summary>Events that the engine has seen, and those that came and were lost before it.</summary>
    public static async Task<Counting> EventsAsync(this DaemonApi api)
    {
        var allocated = await AllocatedAsync(api);
        var vms = await api.RowsAsync("/v1/vms");
        var lost = Sum(vms, "dropped");
        return new(Sum(vms, "received") - lost - Sum(vms, "buffered"), lost, allocated) { AllocatedAfter = await AllocatedAsync(api) };
    }

    private static async Task<long> AllocatedAsync(DaemonApi api) => Sum(await api.RowsAsync("/v1/memory"), "allocated");

    private static long Sum(JsonArray rows, string field) => rows.Sum(row => row![field]?.GetValue<long>() ?? 0);
}
