using System.Text.Json.Nodes;
using Reactor.Actors.Hosting;
using Reactor.Http;
using Reactor.Operating;
using Reactor.Output;

namespace Reactor.Api;

/// <summary><c>POST /v1/qmp</c>: a command to a VM over the connection that the daemon holds.</summary>
internal static class QmpApi
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder routes, Func<IReactorRuntime> runtime) =>
        routes.MapPost("/v1/qmp", async (HttpRequest request) =>
        {
            var command = QmpRequest.Read(await RequestBody.ReadAsync(request, QmpRequest.Members));
            var by = OperatorPeer.Of(request.HttpContext);
            var answer = await runtime().ExecuteAsync(command with { Uid = by.Uid, Pid = by.Pid }, request.HttpContext.RequestAborted);
            return TypedResults.Json(new JsonArray(QmpAnswer.Row(answer)), JsonLines.Options);
        }).Reached(Reach.ControlSocket);
}
