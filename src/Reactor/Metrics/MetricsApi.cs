using Reactor.Api;
using Reactor.Http;

namespace Reactor.Metrics;

/// <summary><c>GET /metrics</c>, as Prometheus reads them. Whoever may open it may do so often: so they are read once a second at most.</summary>
internal sealed class MetricsApi(MetricsReading reading, TimeProvider time)
{
    private readonly ReadOnceASecond<string> _text = new(async () => PrometheusText.Write(AllMetrics.All, await reading.ReadAsync()), time);

    /// <summary>Maps it.</summary>
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", async (HttpRequest request) => TypedResults.Text(await _text.GetAsync(request.HttpContext.RequestAborted), PrometheusText.ContentType))
            .Is(new ApiOperation("Metrics for Prometheus.") { Answer = "text/plain" }).Reached(Reach.Loopback);
}
