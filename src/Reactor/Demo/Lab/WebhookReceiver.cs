using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Reactor.Demo.Lab;

/// <summary>
/// A small HTTP server on a free loopback port that keeps every request and answers as it is told, path by path (else 200).
/// Bounded: bodies of 1 MiB (larger: 413, counted), so many requests kept (the oldest go, counted), 256 connections.
/// </summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    /// <summary>The largest body taken, in bytes.</summary>
    public const int LargestBody = 1024 * 1024;

    /// <summary>How many requests are kept unless told otherwise.</summary>
    public const int DefaultKept = 10_000;

    private const int MostConnections = 256;

    private readonly WebApplication _server;
    private readonly TimeProvider _time;
    private readonly RequestLog _log;
    private readonly ConcurrentDictionary<string, AnswerScript> _scripts = new();
    private readonly CancellationTokenSource _closing = new();
    private long _tooLarge;

    private WebhookReceiver(WebApplication server, TimeProvider time, int kept)
    {
        _server = server;
        _time = time;
        _log = new RequestLog(kept);
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:43210</c>, without a slash at the end.</summary>
    public string Url => _server.Urls.Single();

    /// <summary>The requests kept, oldest first.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => _log.Kept;

    /// <summary>How many requests came in all, but for those too large.</summary>
    public long Received => _log.Received;

    /// <summary>How many requests are no longer kept.</summary>
    public long Dropped => _log.Dropped;

    /// <summary>How many requests were refused for their size.</summary>
    public long TooLarge => Interlocked.Read(ref _tooLarge);

    /// <summary>Starts one.</summary>
    /// <param name="time">Says when requests came.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="kept">How many requests to keep.</param>
    public static async Task<WebhookReceiver> StartAsync(TimeProvider time, CancellationToken cancellationToken, int kept = DefaultKept)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(kept, 1);
        // Empty: neither the environment's nor a directory's settings may move the port or open another.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            options.Limits.MaxRequestBodySize = LargestBody;
            options.Limits.MaxConcurrentConnections = MostConnections;
            options.AddServerHeader = false;
        });
        var receiver = new WebhookReceiver(builder.Build(), time, kept);
        receiver._server.Run(receiver.HandleAsync);
        try
        {
            await receiver._server.StartAsync(cancellationToken).ConfigureAwait(false);
            return receiver;
        }
        catch
        {
            await receiver.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// What is answered at <paramref name="path"/> from now on: one after the other, the last one again and again.
    /// Replaces an earlier script.
    /// </summary>
    public void Answer(string path, params IReadOnlyList<ReceiverAnswer> answers)
    {
        ArgumentOutOfRangeException.ThrowIfZero(answers.Count);
        _scripts[path] = new AnswerScript(answers);
    }

    /// <summary>The first request that is wanted, one kept already or one to come.</summary>
    public async Task<ReceivedRequest> WaitForAsync(Func<ReceivedRequest, bool> wanted, CancellationToken cancellationToken) =>
        (await _log.WaitAsync(1, wanted, cancellationToken).ConfigureAwait(false))[0];

    /// <summary>The first <paramref name="count"/> requests that are wanted, those kept already first.</summary>
    public Task<IReadOnlyList<ReceivedRequest>> WaitForAsync(
        int count, Func<ReceivedRequest, bool> wanted, CancellationToken cancellationToken) =>
        _log.WaitAsync(count, wanted, cancellationToken);

    /// <summary>Ends open requests without an answer, and the server.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        // Cancelled already: idle connections are not waited for.
        await _server.StopAsync(_closing.Token).ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            if (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
                Interlocked.Increment(ref _tooLarge);
            context.Response.StatusCode = e.StatusCode;
            return;
        }

        var path = context.Request.Path.Value ?? "/";
        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        // Chosen in the order of the log.
        ReceiverAnswer? answer = null;
        _log.Add(number =>
        {
            answer = _scripts.TryGetValue(path, out var script) ? script.Next() : ReceiverAnswer.Ok;
            return new ReceivedRequest(number, context.Request.Method, path, headers, body.ToArray(), _time.GetUtcNow());
        });
        await GiveAsync(answer!, context).ConfigureAwait(false);
    }

    private async Task GiveAsync(ReceiverAnswer answer, HttpContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _closing.Token);
        try
        {
            await answer.After.WaitAsync(ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = answer.StatusCode;
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers[name] = value;
        if (answer.Text.Length > 0)
            await context.Response.WriteAsync(answer.Text, ended.Token).ConfigureAwait(false);
    }

    private sealed class AnswerScript(IReadOnlyList<ReceiverAnswer> answers)
    {
        private int _next;

        // Called under the log's lock.
        public ReceiverAnswer Next() => _next < answers.Count - 1 ? answers[_next++] : answers[^1];
    }

    // The process's signals are for whoever runs the receiver.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
