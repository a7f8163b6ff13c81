using System.Text.Json.Nodes;
using Reactor.Actors.Status;
using Reactor.Metrics;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Reactions.Commits;
using Reactor.Store.Reading;

namespace Reactor.Api;

/// <summary><c>GET /v1/overview</c>: the fleet at a glance, small however many VMs there are.</summary>
internal sealed class OverviewApi
{
    private readonly ReadOnceASecond<JsonObject> _row;

    public OverviewApi(string storePath, Func<IRuntimeStatusSource> live, ReadLane reads, RateSamples rates, Func<DoorUse> doors, TimeProvider time)
    {
        _row = new ReadOnceASecond<JsonObject>(
            async () =>
            {
                var now = time.GetUtcNow();
                var (counts, silences, maintenances) = await reads.RunAsync(
                    () =>
                    {
                        var reader = StoreReader.Open(storePath);
                        return (reader.Counts(), reader.HoldsOfState(InboxKinds.Silence, "active", now).Count, reader.HoldsOfState(InboxKinds.Maintenance, "active", now).Count);
                    }, CancellationToken.None);
                return Overview.Row(live().Read(), counts, rates.Read(), doors(), silences, maintenances);
            }, time);
    }

    /// <summary>Maps it.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/overview", async (HttpRequest request) =>
    {
        var row = await _row.GetAsync(request.HttpContext.RequestAborted);
        return TypedResults.Json(new JsonArray(row.DeepClone()), JsonLines.Options);
    }).Is("The fleet at a glance, small however many VMs there are: VMs by state and by host, open alerts, what waits and what was given up, silences and maintenances in force, rates of the last ten minutes, the store, bounds that were met.");
}
