using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Api;
using Reactor.Http;
using Reactor.Queries;
using Reactor.Store.Reading;

namespace Reactor.Metrics;

/// <summary><c>GET /metrics</c>, as Prometheus reads them. Whoever may open it may do so often: so they are read once a second at most.</summary>
internal sealed class MetricsApi(string storePath, Func<IRuntimeStatusSource> live, ReadLane reads, Func<IReactorRuntime> runtime, HttpDoor door, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1);
    private string _text = "";
    private long? _readAt;

    /// <summary>Maps it.</summary>
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", async (HttpRequest request) => TypedResults.Text(await ReadAsync(request.HttpContext.RequestAborted), PrometheusText.ContentType)).Reached(Reach.Loopback);

    public void Dispose() => _one.Dispose();

    private async Task<string> ReadAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_readAt is not { } at || time.GetElapsedTime(at) >= s_fresh)
            {
                _text = PrometheusText.Write(AllMetrics.All, await SourceAsync());
                _readAt = time.GetTimestamp();
            }
            return _text;
        }
        finally
        {
            _one.Release();
        }
    }

    // Whoever asked may be gone: others wait for the same.
    private async Task<MetricSource> SourceAsync()
    {
        var rules = await runtime().RulesAsync();
        var stored = await reads.RunAsync(() => StoreReader.Open(storePath).Counts(), CancellationToken.None);
        var status = live().Read();
        return new MetricSource(
            status, rules, [.. TargetSummary.Of(stored.Targets, status.Targets)], stored.OldestPending, stored.Alerts, ProcessUse.Now(), door.Refused, door.Connections.Refused);
    }
}
