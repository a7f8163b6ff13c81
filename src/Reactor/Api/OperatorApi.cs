using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Reactor.Operating;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Reactions.Commits;

namespace Reactor.Api;

/// <summary><c>POST /v1/alerts</c>, <c>/v1/silences</c>, <c>/v1/silences/end</c>, <c>/v1/maintenances</c>, <c>/v1/maintenances/end</c>: what operators do to alerts.</summary>
internal static class OperatorApi
{
    private const int LongestName = 64;
    private const int LongestComment = 2_000;

    private static readonly ApiMember s_author = new("author", "What the operator calls themselves; the user or token is told besides");

    private static readonly ApiMember[] s_acts =
    [
        new("do", "What is done") { Values = ["acknowledge", "resolve"], IsRequired = true },
        new("alerts", $"1 to {AlertActs.MostAtOnce} names of open alerts, or how they begin", ApiType.Texts) { IsRequired = true },
        new("comment", "What is said to it"), s_author,
    ];

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder routes, OperatorDoor door)
    {
        var alerts = new AlertActs(door);
        var holds = new HoldActs(door);
        routes.MapPost("/v1/alerts", async (HttpRequest request) =>
        {
            var body = await RequestBody.ReadAsync(request);
            var uids = body.Texts("alerts", LongestName);
            if (uids.Count is 0 or > AlertActs.MostAtOnce)
            {
                throw new RequestRefusedException($"name 1 to {AlertActs.MostAtOnce} alerts");
            }
            var resolves = body.Text("do", LongestName) switch
            {
                "acknowledge" => false,
                "resolve" => true,
                var other => throw new RequestRefusedException($"`do` is acknowledge or resolve, not {other ?? "nothing"}"),
            };
            return Rows(await alerts.RunAsync(
                OperatorPeer.Of(request.HttpContext), resolves, uids, body.Text("author", OperatorPeer.LongestName), body.Text("comment", LongestComment) ?? "", request.HttpContext.RequestAborted));
        }).Is("Acknowledges alerts, or ends them: all of those that are named, or none.", s_acts);
        foreach (var kind in (string[])[InboxKinds.Silence, InboxKinds.Maintenance])
        {
            routes.MapPost($"/v1/{HoldRows.Plural(kind)}", async (HttpRequest request) => Rows(await holds.AddAsync(
                OperatorPeer.Of(request.HttpContext), await HoldRequest.ReadAsync(request, kind == InboxKinds.Silence, door.Status().Now), request.HttpContext.RequestAborted)))
                .Is($"Begins a {kind}.", HoldRequest.Members(kind == InboxKinds.Silence));
            routes.MapPost($"/v1/{HoldRows.Plural(kind)}/end", async (HttpRequest request) =>
            {
                var body = await RequestBody.ReadAsync(request);
                return Rows(await holds.EndAsync(
                    OperatorPeer.Of(request.HttpContext), kind, body.Text("id", LongestName) ?? throw new RequestRefusedException("`id` is wanted, or how it begins"), body.Text("author", OperatorPeer.LongestName), request.HttpContext.RequestAborted));
            }).Is($"Ends a {kind}.", new("id", "Its id, or how that begins") { IsRequired = true }, s_author);
        }
    }

    private static JsonHttpResult<JsonArray> Rows(IReadOnlyList<JsonObject> rows) => TypedResults.Json(new JsonArray([.. rows]), JsonLines.Options);
}
