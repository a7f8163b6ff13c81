using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Reactor.Actors.Hosting;
using Reactor.Actors.Operating;
using Reactor.Operating;
using Reactor.Output;
using Reactor.Queries;

namespace Reactor.Api;

/// <summary><c>POST /v1/actions/pause</c> and <c>/v1/actions/resume</c>: <c>{"id", "vm", "rule", "reason"}</c>.</summary>
internal static class ActionsApi
{
    private const int LongestText = 512;

    private static readonly ApiMember[] s_scope = [new("vm", "Only of this VM"), new("rule", "Only of this rule")];

    private static readonly ApiMember s_reason = new("reason", "Why");

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder routes, Func<IReactorRuntime> runtime)
    {
        routes.MapPost("/v1/actions/pause", async (HttpRequest request) => Row("Not paused", await runtime().PauseAsync(await ReadAsync(request)))).Is("Holds commands and programs of rules, of one VM, of one rule, or all.", [.. s_scope, s_reason with { IsRequired = true }]);
        routes.MapPost("/v1/actions/resume", async (HttpRequest request) => Row("Nothing goes on", await runtime().ResumeAsync(await ReadAsync(request)))).Is("Ends a pause.", [new("id", "The pause that is meant; default: that of the VM and the rule"), .. s_scope, s_reason]);
    }

    private static JsonHttpResult<JsonArray> Row(string refused, PauseAnswer answer) => answer.Reason is { } reason
        ? throw new ActRefusedException(reason, refused, answer.Message!, JsonLines.Row(answer))
        : TypedResults.Json(new JsonArray(JsonLines.Row(answer)), JsonLines.Options);

    private static async Task<PauseRequest> ReadAsync(HttpRequest request)
    {
        var body = await RequestBody.ReadAsync(request);
        return new PauseRequest
        {
            By = OperatorPeer.Of(request.HttpContext),
            Id = Text(body, "id"),
            Vm = Text(body, "vm"),
            Rule = Text(body, "rule"),
            Reason = body.Text("reason", LongestText) ?? "",
        };
    }

    // An empty one would mean all.
    private static string? Text(RequestBody body, string name) =>
        body.Text(name, LongestText) is not "" and var text ? text : throw new RequestRefusedException($"`{name}` is empty: leave it out, or name one");
}
