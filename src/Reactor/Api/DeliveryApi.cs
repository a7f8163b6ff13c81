using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Operating;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Store.Reading;

namespace Reactor.Api;

/// <summary>What is asked and ordered of deliveries and targets, beside their lists.</summary>
internal static class DeliveryApi
{
    private const int LongestName = 256;

    /// <summary>Maps <c>GET /v1/targets</c>, <c>GET /v1/deliveries/ID</c>, <c>POST /v1/deliveries/retry</c> and <c>POST /v1/targets/enable</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes, string storePath, Func<IRuntimeStatusSource> live, ReadLane reads, Func<IReactorRuntime> runtime)
    {
        routes.MapGet("/v1/targets", async (HttpRequest request) => Rows(
            TargetSummary.Of(await reads.RunAsync(() => StoreReader.Open(storePath).Targets(), request.HttpContext.RequestAborted), live().Read().Targets)
                .Select(target => JsonLines.Row(target)))).Is(ApiOperation.Of(AllQueries.Targets));
        routes.MapGet("/v1/deliveries/{id}", async (string id, HttpRequest request) => Rows(
            [DeliveryDetail.Wait(await reads.RunAsync(() => DeliveryDetail.Read(StoreReader.Open(storePath), id), request.HttpContext.RequestAborted), live().Read().Targets)])).Is(new ApiOperation("One delivery: where it stands, its attempts, its body.") { Parameters = [new("id", "Its webhook-id, or how it begins", ApiType.InPath)] });
        routes.MapPost("/v1/deliveries/retry", async (HttpRequest request) =>
        {
            var filter = await RetryRequest.ReadAsync(request);
            var revived = await runtime().RetryAsync(filter, OperatorPeer.Of(request.HttpContext));
            var refusal = await reads.RunForActAsync(() => RetryRefusal.Of(filter, revived, live().Read().Targets, id => StoreReader.Open(storePath).Delivery(id)), request.HttpContext.RequestAborted);
            return refusal is null ? Rows([JsonLines.Row(revived)]) : throw refusal;
        }).Is("Sends dead letters once more, up to 1,000 at a time. At least one member is wanted.", RetryRequest.Members);
        routes.MapPost("/v1/targets/enable", async (HttpRequest request) =>
        {
            var body = await RequestBody.ReadAsync(request);
            var target = body.Text("target", LongestName) is { Length: > 0 } name ? name : throw new RequestRefusedException("`target` is wanted, the name of one");
            var enabled = await runtime().EnableTargetAsync(target, OperatorPeer.Of(request.HttpContext));
            return enabled.Reason is { } reason
                ? throw new ActRefusedException(reason, "Not enabled", enabled.Problem!, JsonLines.Row(enabled))
                : Rows([JsonLines.Row(enabled)]);
        }).Is("Calls a disabled target again; has one that is left alone after failures tried at once.", new ApiMember("target", "Its name") { IsRequired = true });
    }

    private static JsonHttpResult<JsonArray> Rows(IEnumerable<JsonObject> rows) => TypedResults.Json(new JsonArray([.. rows]), JsonLines.Options);
}
