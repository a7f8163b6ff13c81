using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.CommandLine;
using Reactor.Http;
using Reactor.Metrics;
using Reactor.Operating;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Reloading;
using Reactor.Store;
using Reactor.Store.Reading;

namespace Reactor.Api;

/// <summary>The API: the command line asks it on the control socket, other programs and the dashboard by HTTP.</summary>
internal static class ControlApi
{
    /// <summary>
    /// Maps <c>GET /v1/NAME</c> for every query, <c>/v1/status</c>, <c>/v1/memory</c>, <c>/v1/watch</c>, and <c>POST /v1/reload</c>, <c>/v1/qmp</c>,
    /// <c>/v1/actions/pause</c>, <c>/v1/actions/resume</c>, and what <see cref="OperatorApi"/>, <see cref="DeliveryApi"/>, <see cref="SessionApi"/> and <see cref="HealthApi"/> have.
    /// </summary>
    /// <param name="routes">Where to map.</param>
    /// <param name="storePath">The store's file.</param>
    /// <param name="live">What only the running daemon knows.</param>
    /// <param name="reads">Where reads of the store run.</param>
    /// <param name="time">The clock.</param>
    /// <param name="runtime">The runtime.</param>
    /// <param name="reloads">Where a reload is asked for.</param>
    /// <param name="door">The HTTP door, where all of this is too, unless it says otherwise.</param>
    /// <param name="stopping">Ends answers that have no end.</param>
    public static void Map(
        IEndpointRouteBuilder routes, string storePath, Func<IRuntimeStatusSource> live, ReadLane reads, TimeProvider time, Func<IReactorRuntime> runtime,
        ReloadDoor reloads, HttpDoor door, CancellationToken stopping)
    {
        SessionApi.Map(routes, door);
        HealthApi.Map(routes, live);
        new MetricsApi(storePath, live, reads, runtime, door, time).Map(routes);
        QmpApi.Map(routes, runtime);
        ActionsApi.Map(routes, runtime);
        DeliveryApi.Map(routes, storePath, live, reads, runtime);
        OperatorApi.Map(routes, new OperatorDoor(runtime, live, storePath, reads, time));
        WatchApi.Map(routes, runtime, live, stopping);
        routes.MapPost("/v1/reload", async (HttpRequest request) => Rows([JsonLines.Row(await runtime().AuditedAsync(
            OperatorPeer.Of(request.HttpContext), "reload", () => reloads.ReloadAsync(request.HttpContext.RequestAborted),
            outcome => (outcome.Result == "refused" ? AuditOutcomes.Failed : AuditOutcomes.Ok, outcome.Summary)))]));
        routes.MapGet("/v1/status", () => Rows([Status(live().Read())]));
        routes.MapGet("/v1/memory", () => Rows([JsonLines.Row(MemoryUse.Now())]));
        foreach (var query in AllQueries.Answered.Where(query => query.Name != AllQueries.Targets.Name))
        {
            routes.MapGet($"/v1/{query.Name}", async Task<Results<JsonHttpResult<JsonArray>, ProblemHttpResult>> (HttpRequest request) =>
            {
                var values = request.Query.ToDictionary(p => p.Key, p => p.Value.ToString());
                var (arguments, faults) = QueryArguments.Create(query, values, time.GetUtcNow());
                if (arguments is null)
                {
                    return TypedResults.Problem(new ProblemDetails { Status = 400, Title = "Bad parameters", Detail = string.Join("; ", faults) });
                }
                if (query.Name == AllQueries.Vms.Name)
                {
                    return Rows(live().Read().Vms.Where(vm => AllQueries.Named(arguments.Text("vm"), vm.Name, vm.Id)).Select(vm => JsonLines.Row(vm)));
                }
                if (query.Name == AllQueries.Rules.Name)
                {
                    return Rows((await runtime().RulesAsync()).Where(rule => AllQueries.Named(arguments.Text("rule"), rule.Name, null)).Select(rule => JsonLines.Row(rule)));
                }
                return await reads.RunAsync(() => Rows(query.Run(StoreReader.Open(storePath), arguments)), request.HttpContext.RequestAborted);
            });
        }
    }

    private static JsonObject Status(RuntimeStatus status)
    {
        var row = JsonLines.Row(status);
        row["version"] = VersionCommand.Current;
        return row;
    }

    private static JsonHttpResult<JsonArray> Rows(IEnumerable<JsonObject> rows) =>
        TypedResults.Json(new JsonArray([.. rows]), JsonLines.Options);
}
