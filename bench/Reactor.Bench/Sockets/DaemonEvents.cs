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
        var vms = await VmsAsync(api);
        var lost = Sum(vms, "dropped");
        return new(Sum(vms, "received") - lost - Sum(vms, "buffered"), lost, allocated) { AllocatedAfter = await AllocatedAsync(api) };
    }

    // By pages: an answer has so many rows at the most.
    private static async Task<List<JsonNode>> VmsAsync(DaemonApi api)
    {
        const int Page = 1000;
        var vms = new List<JsonNode>();
        while (true)
        {
            var after = vms.Count == 0 ? "" : $"&after={Uri.EscapeDataString((string)vms[^1]["name"]!)}";
            var page = await api.RowsAsync($"/v1/vms?limit={Page}{after}");
            vms.AddRange(page.Select(vm => vm!));
            if (page.Count < Page)
                return vms;
        }
    }

    private static async Task<long> AllocatedAsync(DaemonApi api) => Sum(await api.RowsAsync("/v1/memory"), "allocated");

    private static long Sum(IEnumerable<JsonNode?> rows, string field) => rows.Sum(row => row![field]?.GetValue<long>() ?? 0);
}
