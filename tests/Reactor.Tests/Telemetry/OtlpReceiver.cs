using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Reactor.Tests.Telemetry;

/// <summary>A receiver of OTLP on loopback, by HTTP and by gRPC, that keeps what it is sent and answers as it is told.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(60);

    private readonly WebApplication _server;
    private readonly ConcurrentQueue<SeenRequest> _requests = new();
    private readonly ConcurrentQueue<OtlpReply> _replies = new();

    private OtlpReceiver(WebApplication server) => _server = server;

    /// <summary>Where HTTP is spoken.</summary>
    public string Http => _server.Urls.First();

    /// <summary>Where gRPC is spoken.</summary>
    public string Grpc => _server.Urls.Last();

    public IReadOnlyList<SeenRequest> Requests => [.. _requests];

    public IReadOnlyList<SeenSpan> Spans => [.. _requests.Where(r => r.Signal == "traces" && r.IsTaken).SelectMany(r => r.Spans)];

    public IReadOnlyList<SeenMetric> Metrics => [.. _requests.Where(r => r.Signal == "metrics" && r.IsTaken).SelectMany(r => r.Metrics)];

    public static async Task<OtlpReceiver> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
            options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var receiver = new OtlpReceiver(builder.Build());
        receiver._server.Run(receiver.HandleAsync);
        await receiver._server.StartAsync();
        return receiver;
    }

    /// <summary>Answers the next request so; without any, requests are taken.</summary>
    public void ReplyNext(params OtlpReply[] replies) => Array.ForEach(replies, _replies.Enqueue);

    /// <summary>Waits until it has seen what it should have.</summary>
    public async Task UntilAsync(Func<OtlpReceiver, bool> isSo)
    {
        using var guard = new CancellationTokenSource(HangGuard);
        while (!isSo(this))
        {
            await Task.Delay(10, guard.Token);
        }
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var isGrpc = context.Request.ContentType == "application/grpc";
        var message = isGrpc ? body.ToArray()[5..] : body.ToArray();
        var signal = context.Request.Path.Value switch
        {
            "/v1/traces" or "/base/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export" => "traces",
            "/v1/metrics" or "/base/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export" => "metrics",
            var other => other ?? "",
        };
        var reply = _replies.TryDequeue(out var told) ? told : new OtlpReply();
        var headers = context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString());
        _requests.Enqueue(new SeenRequest(signal, context.Request.Path.Value ?? "", headers, message, reply is { Status: 200, GrpcStatus: 0 }));
        if (reply.Hangs)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }
        context.Response.StatusCode = reply.Status;
        if (reply.RetryAfter is { } after)
        {
            context.Response.Headers.RetryAfter = after;
        }
        // ExportTraceServiceResponse {partial_success {rejected_spans}}.
        byte[] answer = reply.Rejected > 0 ? [0x0a, 2, 0x08, (byte)reply.Rejected] : [];
        if (isGrpc)
        {
            context.Response.ContentType = "application/grpc";
            context.Response.AppendTrailer("grpc-status", reply.GrpcStatus.ToString(System.Globalization.CultureInfo.InvariantCulture));
            answer = [0, 0, 0, 0, (byte)answer.Length, .. answer];
        }
        await context.Response.Body.WriteAsync(answer);
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>How a request is answered.</summary>
internal sealed record OtlpReply(int Status = 200, string? RetryAfter = null, int GrpcStatus = 0, int Rejected = 0, bool Hangs = false);

/// <summary>A request as it came.</summary>
internal sealed record SeenRequest(string Signal, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Message, bool IsTaken)
{
    public IEnumerable<SeenSpan> Spans =>
        from told in new ProtoMessage(Message).Messages(1)
        from scope in told.Messages(2)
        from span in scope.Messages(2)
        select new SeenSpan(span, told.Message(1).Attributes(1), scope.Message(1).Text(1));

    public IEnumerable<SeenMetric> Metrics =>
        from told in new ProtoMessage(Message).Messages(1)
        from scope in told.Messages(2)
        from metric in scope.Messages(2)
        select new SeenMetric(metric, told.Message(1).Attributes(1), scope.Message(1).Text(1));
}

/// <summary>A span as it came.</summary>
internal sealed class SeenSpan(ProtoMessage span, Dictionary<string, object> resource, string scope)
{
    public string Trace { get; } = Convert.ToHexStringLower(span.Bytes(1));

    public string Id { get; } = Convert.ToHexStringLower(span.Bytes(2));

    public string Parent { get; } = Convert.ToHexStringLower(span.Bytes(4));

    public string Name { get; } = span.Text(5);

    public int Kind { get; } = (int)span.Number(6);

    public ulong Begin { get; } = span.Number(7);

    public ulong End { get; } = span.Number(8);

    public Dictionary<string, object> Attributes { get; } = span.Attributes(9);

    public int Status { get; } = span.Has(15) ? (int)span.Message(15).Number(3) : 0;

    public string Message { get; } = span.Has(15) ? span.Message(15).Text(2) : "";

    public uint Flags { get; } = (uint)span.Number(16);

    public Dictionary<string, object> Resource => resource;

    public string Scope => scope;
}

/// <summary>A metric as it came.</summary>
internal sealed class SeenMetric(ProtoMessage metric, Dictionary<string, object> resource, string scope)
{
    private readonly int _kind = new[] { 5, 7, 9 }.Single(metric.Has);

    public string Name => metric.Text(1);

    public string Help => metric.Text(2);

    public string Unit => metric.Text(3);

    public string Kind => _kind switch { 5 => "gauge", 7 => "sum", _ => "histogram" };

    public int Temporality => (int)metric.Message(_kind).Number(2);

    public bool IsMonotonic => metric.Message(_kind).Number(3) == 1;

    public IReadOnlyList<ProtoMessage> Points => [.. metric.Message(_kind).Messages(1)];

    public Dictionary<string, object> Resource => resource;

    public string Scope => scope;

    /// <summary>The values by their labels' values.</summary>
    public Dictionary<string, double> Values => Points.ToDictionary(p => string.Join(',', p.Attributes(7).Values), p => p.Has(6) ? (long)p.Number(6) : p.Real(4));
}
