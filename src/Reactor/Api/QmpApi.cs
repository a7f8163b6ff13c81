using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Reactor.Actors.Hosting;
using Reactor.Actors.Operating;
using Reactor.Http;
using Reactor.Operating;
using Reactor.Output;

namespace Reactor.Api;

/// <summary><c>POST /v1/qmp</c>: a command to a VM over the connection that the daemon holds.</summary>
internal static class QmpApi
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder routes, Func<IReactorRuntime> runtime) =>
        routes.MapPost("/v1/qmp", async Task<Results<JsonHttpResult<JsonArray>, ProblemHttpResult>> (HttpRequest request) =>
        {
            var (command, problem) = await ReadAsync(request);
            if (command is null)
            {
                return TypedResults.Problem(new ProblemDetails { Status = 400, Title = "Bad request", Detail = problem });
            }
            var peer = ControlPeer.Of(request.HttpContext);
            var answer = await runtime().ExecuteAsync(command with { Uid = peer?.Uid, Pid = peer?.Pid }, request.HttpContext.RequestAborted);
            return TypedResults.Json(new JsonArray(QmpAnswer.Row(answer)), JsonLines.Options);
        }).Reached(Reach.ControlSocket);

    private static async Task<(OperatorCommand? Command, string? Problem)> ReadAsync(HttpRequest request)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, JsonLines.Deep, request.HttpContext.RequestAborted);
            return QmpRequest.Read(document.RootElement);
        }
        catch (JsonException e)
        {
            return (null, $"the body is no JSON: {Qmp.JsonProblem.Of(e)}");
        }
    }
}
