using System.Buffers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Actors.Watching;
using Reactor.Http;
using Reactor.Watching;

namespace Reactor.Api;

/// <summary><c>GET /v1/watch</c>: live events as they come, one JSON object a line, until the watcher goes or the daemon stops.</summary>
internal static class WatchApi
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder routes, Func<IReactorRuntime> runtime, Func<IRuntimeStatusSource> status, CancellationToken stopping) =>
        EndlessAnswer.Mark(routes.MapGet("/v1/watch", async (HttpContext context) =>
        {
            var asked = context.Request.Query;
            var (query, problem) = WatchQuery.Create(asked["vm"], asked["event"], asked["if"], runtime().Rules.Vocabulary);
            if (query is null)
            {
                await RefuseAsync(context, StatusCodes.Status400BadRequest, problem!);
                return;
            }
            using var watcher = runtime().Watch(query.Filter, ControlConnection.Is(context) ? WatchDoor.ControlSocket : WatchDoor.Http);
            if (watcher is null)
            {
                await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "as many watch as may: end another first");
                return;
            }
            // Who reads slowly misses something, and is told; it is not cut off.
            if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            {
                rate.MinDataRate = null;
            }
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            try
            {
                context.Response.ContentType = "application/x-ndjson";
                await StreamAsync(context.Response, watcher, query, Meant(status().Read(), query.Filter), ending.Token);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                // The watcher has gone, or the daemon stops.
            }
        }).Is(new ApiOperation("Live events as they come, before they are durable, one JSON object a line, until the watcher goes.")
        {
            Parameters = [new("vm", "Only this VM; * and ? stand for any text. May be given several times"), new("event", "Only events of this name; * and ? stand for any text. May be given several times"), new("if", "Only where this expression is true")],
            Answer = "application/x-ndjson",
        }));

    private static async Task StreamAsync(HttpResponse response, Watcher watcher, WatchQuery query, IReadOnlyCollection<VmStatus> vms, CancellationToken ending)
    {
        var lines = new ArrayBufferWriter<byte>();
        WatchLines.WriteHead(lines, vms);
        while (true)
        {
            await response.Body.WriteAsync(lines.WrittenMemory, ending);
            await response.Body.FlushAsync(ending);
            lines.ResetWrittenCount();
            var batch = await watcher.ReadAsync(ending);
            foreach (var item in batch.Items)
            {
                Write(lines, item, query);
            }
            if (batch.Missed > 0)
            {
                WatchLines.WriteMissed(lines, batch.Missed);
            }
        }
    }

    private static void Write(ArrayBufferWriter<byte> lines, WatchedItem item, WatchQuery query)
    {
        switch (item)
        {
            case WatchedEvent watched when query.Shows(watched):
                WatchLines.Write(lines, watched);
                break;
            case WatchedLink link:
                WatchLines.Write(lines, link);
                break;
        }
    }

    private static List<VmStatus> Meant(RuntimeStatus status, WatchFilter filter) => [.. status.Vms.Where(vm => filter.Names(vm.Name, vm.Id))];

    private static Task RefuseAsync(HttpContext context, int status, string detail) =>
        TypedResults.Problem(new ProblemDetails { Status = status, Title = "Not watched", Detail = detail }).ExecuteAsync(context);
}
