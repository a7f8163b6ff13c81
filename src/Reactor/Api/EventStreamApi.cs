using System.Buffers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Reactor.Actors.Status;
using Reactor.Http;
using Reactor.Metrics;
using Reactor.Queries;
using Reactor.Store;
using Reactor.Store.Reading;

namespace Reactor.Api;

/// <summary>
/// <c>GET /v1/events/stream</c>: stored events as server-sent events, until the client goes or the daemon stops. What is told is durable, and a client
/// that comes back with the last id that it had (<c>Last-Event-ID</c>) misses nothing.
/// </summary>
internal sealed class EventStreamApi(string storePath, Func<IRuntimeStatusSource> live, ReadLane reads, TimeProvider time, CancellationToken stopping)
{
    /// <summary>Streams at once.</summary>
    public const int Most = 16;

    /// <summary>Events of one look into the store.</summary>
    public const int MostAtOnce = 500;

    private const string LastEventId = "Last-Event-ID";

    private const int Piece = 64 * 1024;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(2);

    // Its parameters are checked as those of a query.
    private static readonly Query s_query = AllQueries.Events with { Name = "events/stream", Parameters = AllQueries.EventStream };

    private static readonly ApiOperation s_operation = new(
        "Stored events as they are written, as server-sent events: `event` with an event's row and its id, `missed` where the event to begin after is not stored any more. An id without an event comes first where it begins at the end. A comment every 15 s tells that the connection stands.")
    {
        Parameters = ApiOperation.Members(AllQueries.EventStream),
        Answer = ServerSentEvents.ContentType,
    };

    private int _open;
    private readonly Refusals _refused = new("The event stream", time);
    private long _dropped;
    private long _missed;

    /// <summary>What became of them.</summary>
    public StreamUse Use => new(Volatile.Read(ref _open), _refused.Count, Interlocked.Read(ref _dropped), Interlocked.Read(ref _missed));

    /// <summary>Maps it.</summary>
    public void Map(IEndpointRouteBuilder routes) => EndlessAnswer.Mark(routes.MapGet("/v1/events/stream", async (HttpContext context) =>
    {
        var asked = context.Request.Query.ToDictionary(p => p.Key, p => p.Value.ToString());
        var (arguments, faults) = QueryArguments.Create(s_query, asked, time.GetUtcNow());
        if (arguments is null)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "Bad parameters", string.Join("; ", faults));
            return;
        }
        try
        {
            if (Interlocked.Increment(ref _open) > Most)
            {
                _refused.Add(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Reactor.Http"), $"one more: {Most} are open, as many as may be");
                await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "Not streamed", $"{Most} streams are open, as many as may be: close a dashboard");
                return;
            }
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            try
            {
                await StreamAsync(context, arguments, ending.Token);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                // The client has gone, or the daemon stops.
            }
            catch (StoreUnavailableException) when (context.Response.HasStarted)
            {
                // The stream ends: who comes back is told why, or goes on.
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }).Is(s_operation));

    private async Task StreamAsync(HttpContext context, QueryArguments arguments, CancellationToken ending)
    {
        var filter = new EventFilter { Vm = arguments.Text("vm"), Name = arguments.Text("name"), Limit = MostAtOnce };
        var after = context.Request.Headers[LastEventId].ToString() is { Length: > 0 } last ? last : arguments.Text("after");
        if (after?.Length > QueryArguments.LongestValue)
        {
            throw new RequestRefusedException($"{LastEventId}: is longer than {QueryArguments.LongestValue} characters");
        }
        var (mark, isMissed, begin) = await reads.RunAsync(() => Begin(after), ending);
        context.Response.ContentType = ServerSentEvents.ContentType;
        var text = new ArrayBufferWriter<byte>();
        ServerSentEvents.Retry(text, s_retry);
        if (isMissed)
        {
            Interlocked.Increment(ref _missed);
            ServerSentEvents.Event(text, "missed", begin, new JsonObject { ["after"] = after });
        }
        else if (begin is not null)
        {
            // A client that is cut off before the first event goes on from here, and not from when it is back.
            ServerSentEvents.Id(text, begin);
        }
        var written = time.GetTimestamp();
        for (long seen = -1; ;)
        {
            var commits = live().Commits;
            if (commits != seen)
            {
                var (events, next, hasMore) = await reads.RunAsync(() => StoreReader.Open(storePath).EventsSince(mark, filter), ending);
                foreach (var stored in events)
                {
                    ServerSentEvents.Event(text, "event", stored.Id, AllQueries.EventRow(stored));
                    if (text.WrittenCount >= Piece)
                    {
                        await SendAsync(context.Response, text, ending);
                    }
                }
                mark = next;
                seen = hasMore ? -1 : commits;
            }
            else if (time.GetElapsedTime(written) >= s_heartbeat)
            {
                ServerSentEvents.Comment(text, "nothing new");
            }
            if (text.WrittenCount > 0)
            {
                await SendAsync(context.Response, text, ending);
                written = time.GetTimestamp();
            }
            await Task.Delay(s_look, time, ending);
        }
    }

    // Who reads too slowly is cut off by the server, and goes on later from the last id: nothing piles up here.
    private async Task SendAsync(HttpResponse response, ArrayBufferWriter<byte> text, CancellationToken ending)
    {
        try
        {
            await response.Body.WriteAsync(text.WrittenMemory, ending);
            await response.Body.FlushAsync(ending);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException && !stopping.IsCancellationRequested)
        {
            Interlocked.Increment(ref _dropped);
            throw;
        }
        text.ResetWrittenCount();
    }

    // Where it begins; where that is the end, also by the id of the last event.
    private (EventMark Mark, bool IsMissed, string? Id) Begin(string? after)
    {
        var reader = StoreReader.Open(storePath);
        if (after is not null && reader.EventsAfter(after) is { } known)
        {
            return (known, false, null);
        }
        var (mark, id) = reader.EventsEnd();
        return (mark, after is not null, id);
    }

    private static Task RefuseAsync(HttpContext context, int status, string title, string detail) =>
        TypedResults.Problem(new ProblemDetails { Status = status, Title = title, Detail = detail }).ExecuteAsync(context);
}
