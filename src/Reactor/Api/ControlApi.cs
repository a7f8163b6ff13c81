using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.CommandLine;
using Reactor.Dashboard;
using Reactor.Http;
using Reactor.Metrics;
using Reactor.Operating;
using Reactor.Output;
using Reactor.Reloading;
using Reactor.Store;

namespace Reactor.Api;

/// <summary>The API: the command line asks it on the control socket, other programs and the dashboard by HTTP.</summary>
internal static class ControlApi
{
    /// <summary>
    /// Maps <c>GET /v1/status</c>, <c>GET /v1/memory</c>, <c>POST /v1/reload</c>, and what the other APIs have. Each says what it is (<see cref="ApiOperation"/>).
    /// </summary>
    /// <param name="routes">Where to map.</param>
    /// <param name="storePath">The store's file.</param>
    /// <param name="live">What only the running daemon knows.</param>
    /// <param name="reads">Where reads of the store run.</param>
    /// <param name="time">The clock.</param>
    /// <param name="runtime">The runtime.</param>
    /// <param name="reloads">Where a reload is asked for.</param>
    /// <param name="door">The HTTP door, where all of this is too, unless it says otherwise.</param>
    /// <param name="streams">Streams of stored events.</param>
    /// <param name="metrics">Reads metrics.</param>
    /// <param name="stopping">Ends answers that have no end.</param>
    public static void Map(
        IEndpointRouteBuilder routes, string storePath, Func<IRuntimeStatusSource> live, ReadLane reads, TimeProvider time, Func<IReactorRuntime> runtime,
        ReloadDoor reloads, HttpDoor door, EventStreamApi streams, MetricsReading metrics, CancellationToken stopping)
    {
        SessionApi.Map(routes, door, live);
        HealthApi.Map(routes, live);
        new MetricsApi(metrics, time).Map(routes);
        QmpApi.Map(routes, runtime);
        ActionsApi.Map(routes, runtime);
        DeliveryApi.Map(routes, storePath, live, reads, runtime);
        OperatorApi.Map(routes, new OperatorDoor(runtime, live, storePath, reads, time));
        WatchApi.Map(routes, runtime, live, stopping);
        streams.Map(routes);
        var rates = new RateSamples(() => live().ReadCounts(), time);
        stopping.Register(rates.Dispose);
        new OverviewApi(storePath, live, reads, rates, metrics.ReadDoors, time).Map(routes);
        new QueryApi(storePath, live, reads, runtime, time).Map(routes);
        OpenApiDocument.Map(routes);
        DashboardPages.Map(routes);
        routes.MapPost("/v1/reload", async (HttpRequest request) =>
        {
            var outcome = await runtime().AuditedAsync(
                OperatorPeer.Of(request.HttpContext), "reload", () => reloads.ReloadAsync(request.HttpContext.RequestAborted),
                outcome => (outcome.IsRefused ? AuditOutcomes.Failed : AuditOutcomes.Ok, outcome.Summary));
            return outcome.IsRefused
                ? throw new ActRefusedException(StatusCodes.Status422UnprocessableEntity, "Not reloaded", $"{outcome.Summary}\n{outcome.Diagnostics}".TrimEnd(), JsonLines.Row(outcome))
                : Rows([JsonLines.Row(outcome)]);
        }).Is("Takes up changed configuration files.");
        routes.MapGet("/v1/status", () => Rows([Status(live().Read(), metrics.ReadDoors())])).Is("All that the daemon knows of itself: as long as there are VMs.");
        routes.MapGet("/v1/memory", () => Rows([JsonLines.Row(MemoryUse.Now())])).Is("Memory of the daemon.");
    }

    private static JsonObject Status(RuntimeStatus status, DoorUse doors)
    {
        var row = JsonLines.Row(status);
        row["version"] = VersionCommand.Current;
        row["doors"] = JsonLines.Row(doors);
        return row;
    }

    private static JsonHttpResult<JsonArray> Rows(IEnumerable<JsonObject> rows) =>
        TypedResults.Json(new JsonArray([.. rows]), JsonLines.Options);
}
