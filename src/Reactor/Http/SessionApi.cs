using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Reactor.Actors.Status;
using Reactor.Api;
using Reactor.Operating;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Reloading;

namespace Reactor.Http;

/// <summary>
/// <c>POST /v1/dashboard</c> (control socket) gives a link that signs in once; <c>POST /v1/session</c> with its code signs in,
/// <c>GET /v1/session</c> tells who is, and <c>DELETE /v1/session</c> signs out.
/// </summary>
internal static class SessionApi
{
    private const int LongestCode = 128;

    /// <summary>Maps them.</summary>
    /// <param name="routes">Where to map.</param>
    /// <param name="door">The HTTP door.</param>
    /// <param name="live">What waits for a restart.</param>
    public static void Map(IEndpointRouteBuilder routes, HttpDoor door, Func<IRuntimeStatusSource> live)
    {
        routes.MapPost("/v1/dashboard", (HttpContext context) => door.Url is { } url
            ? TypedResults.Json(new JsonArray(new JsonObject { ["url"] = $"{url}/#code={door.Sessions.NewCode(ControlPeer.Of(context)?.Uid)}" }), JsonLines.Options)
            : throw new StateForbidsException(WaitsForRestart(live().Read())
                ? "there is no HTTP door yet: reactor.yaml has `http`, and only a restart of Reactor is missing"
                : "there is no HTTP door: add `http: {listen: \"127.0.0.1:9470\"}` to reactor.yaml and restart Reactor")).Reached(Reach.ControlSocket);
        routes.MapPost("/v1/session", async Task<Results<JsonHttpResult<JsonArray>, ProblemHttpResult>> (HttpRequest request) =>
        {
            var body = await RequestBody.ReadAsync(request);
            if (door.Sessions.Redeem(body.Text("code", LongestCode) ?? "") is not { } session)
            {
                door.Refused.Add(request.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Reactor.Http"), $"a code to sign in, from {request.HttpContext.Connection.RemoteIpAddress}: used already, too old, or none");
                return TypedResults.Problem(new ProblemDetails { Status = StatusCodes.Status403Forbidden, Title = "Not signed in", Detail = "this link was used already, or is too old: `reactor dashboard` prints a new one" });
            }
            return TypedResults.Json(new JsonArray(new JsonObject { ["session"] = session }), JsonLines.Options);
        }).Is(new ApiOperation("Signs in, with the code of a link that `reactor dashboard` printed. The answer is a session, which is sent as a token is.") { Body = [new("code", "The code") { IsRequired = true }] }).Reached(Reach.Everybody);
        routes.MapGet("/v1/session", (HttpContext context) => TypedResults.Json(new JsonArray(Row(context.Features.Get<HttpCaller>())), JsonLines.Options)).Is("Who asks, and with which role.");
        routes.MapDelete("/v1/session", (HttpRequest request) =>
        {
            door.Sessions.End(BearerTokens.Of(request.Headers.Authorization) ?? "");
            return TypedResults.NoContent();
        }).Is(new ApiOperation("Signs out.") { Answer = null });
    }

    /// <summary>Says who may reach it.</summary>
    public static T Reached<T>(this T endpoint, Reach reach)
        where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new ReachMetadata(reach));

    private static bool WaitsForRestart(RuntimeStatus status) => status.Reload?.NeedsRestart.Contains(SettingsOfStart.HttpWaits) == true;

    private static JsonObject Row(HttpCaller? caller) => new()
    {
        ["name"] = caller?.Name ?? "control socket",
        ["role"] = caller is { Role: Rules.Configuration.HttpRole.Read } ? "read" : "operate",
    };
}
