using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Api;
using Reactor.Http;
using Reactor.Queries;
using Reactor.Store.Reading;

namespace Reactor.Metrics;

/// <summary><c>GET /metrics</c>, as Prometheus reads them. Whoever may open it may do so often: so they are read once a second at most.</summary>
internal sealed class MetricsApi : IDisposable
{
    private readonly string _storePath;
    private readonly Func<IRuntimeStatusSource> _live;
    private readonly ReadLane _reads;
    private readonly Func<IReactorRuntime> _runtime;
    private readonly HttpDoor _door;
    private readonly ReadOnceASecond<string> _text;

    public MetricsApi(string storePath, Func<IRuntimeStatusSource> live, ReadLane reads, Func<IReactorRuntime> runtime, HttpDoor door, TimeProvider time)
    {
        (_storePath, _live, _reads, _runtime, _door) = (storePath, live, reads, runtime, door);
        _text = new ReadOnceASecond<string>(async () => PrometheusText.Write(AllMetrics.All, await SourceAsync()), time);
    }

    /// <summary>Maps it.</summary>
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", async (HttpRequest request) => TypedResults.Text(await _text.GetAsync(request.HttpContext.RequestAborted), PrometheusText.ContentType))
            .Is(new ApiOperation("Metrics for Prometheus.") { Answer = "text/plain" }).Reached(Reach.Loopback);

    public void Dispose() => _text.Dispose();

    private async Task<MetricSource> SourceAsync()
    {
        var rules = await _runtime().RulesAsync();
        var stored = await _reads.RunAsync(() => StoreReader.Open(_storePath).Counts(), CancellationToken.None);
        var status = _live().Read();
        return new MetricSource(
            status, rules, [.. TargetSummary.Of(stored.Targets, status.Targets)], stored.OldestPending, stored.Alerts, ProcessUse.Now(), _door.Refused, _door.Connections.Refused);
    }
}
