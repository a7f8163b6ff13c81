using Microsoft.AspNetCore.Http.HttpResults;
using Reactor.Actors.Status;
using Reactor.Api;

namespace Reactor.Http;

/// <summary>
/// <c>GET /healthz</c>: the daemon works, or a restart would help. <c>GET /readyz</c>: besides, what happens is made durable now. A VM that isn't heard
/// makes it neither: that is what Reactor is there to tell.
/// </summary>
internal static class HealthApi
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder routes, Func<IRuntimeStatusSource> live)
    {
        routes.MapGet("/healthz", () => Healthz(live().ReadHealth())).Is(Told("Whether the daemon works, or a restart would help.")).Reached(Reach.Loopback);
        routes.MapGet("/readyz", () => Readyz(live().ReadHealth())).Is(Told("Besides, whether what happens is made durable now.")).Reached(Reach.Loopback);
    }

    /// <summary>What <c>/healthz</c> answers.</summary>
    public static ContentHttpResult Healthz(RuntimeHealth health) => Answer(Unhealthy(health));

    /// <summary>What <c>/readyz</c> answers.</summary>
    public static ContentHttpResult Readyz(RuntimeHealth health) => Answer(Unready(health));

    private static ApiOperation Told(string summary) => new(summary) { Answer = "text/plain" };

    private static string? Unhealthy(RuntimeHealth health) => health.Fault is null ? null : "a fault ended the runtime: see the daemon's log";

    private static string? Unready(RuntimeHealth health) =>
        Unhealthy(health) ?? (health.Writable ? null : "the store can't be written: see `reactor status`");

    private static ContentHttpResult Answer(string? problem) =>
        TypedResults.Text((problem ?? "ok") + "\n", "text/plain", statusCode: problem is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}
