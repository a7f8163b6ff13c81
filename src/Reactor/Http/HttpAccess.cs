using System.Net;
using Microsoft.AspNetCore.Mvc;
using Reactor.Api;
using Reactor.Rules.Configuration;

namespace Reactor.Http;

/// <summary>Decides who may do what by HTTP. The control socket is open to whoever may open it; all else stands here, and what isn't allowed is refused.</summary>
internal static class HttpAccess
{
    // Everything comes from here, nothing runs that stands in the page, and no other page may frame it.
    private const string ContentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Checks every request that comes after routing.</summary>
    public static void UseHttpAccess(this IApplicationBuilder application, HttpDoor door)
    {
        var logger = application.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Reactor.Http");
        var tokens = new BearerTokens(logger);
        var time = application.ApplicationServices.GetRequiredService<TimeProvider>();
        application.Use(async (context, next) =>
        {
            if (ControlConnection.Is(context))
            {
                await next(context);
                return;
            }
            SetHeaders(context.Response.Headers);
            if (await RefusalAsync(context, door, tokens) is { } refusal)
            {
                door.Refused.Add(logger, $"a request from {context.Connection.RemoteIpAddress}: {refusal.Status}, {refusal.Title}");
                await TypedResults.Problem(refusal).ExecuteAsync(context);
                return;
            }
            if (EndlessAnswer.Is(context))
            {
                await EndlessAnswer.GiveAsync(context, MayStillAsync, time, () => next(context));
                return;
            }
            await next(context);

            async Task<bool> MayStillAsync() => door.Configuration is { } configuration && await CallerAsync(context.Request, door, configuration, tokens, isUse: false) is not null;
        });
    }

    private static async Task<ProblemDetails?> RefusalAsync(HttpContext context, HttpDoor door, BearerTokens tokens)
    {
        var request = context.Request;
        if (door.Configuration is not { } configuration || !HostNames.Allows(request.Host, context.Connection.LocalIpAddress, configuration))
        {
            return Problem(StatusCodes.Status421MisdirectedRequest, "Another host is asked for", "this is no name of this Reactor: add it to http.hosts, or ask for localhost");
        }
        var reach = context.GetEndpoint()?.Metadata.GetMetadata<ReachMetadata>()?.Reach;
        var isUnsafe = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        if (isUnsafe && IsOfAnotherPage(request))
        {
            return Problem(StatusCodes.Status403Forbidden, "Another page asks", "a browser sends this for a page that is not Reactor's");
        }
        if (reach == Reach.Everybody || (reach == Reach.Loopback && IsFromHere(context)))
        {
            return null;
        }
        if (reach == Reach.ControlSocket)
        {
            return Problem(StatusCodes.Status403Forbidden, "Not by HTTP", "this is for the control socket alone: use the command line on the daemon's machine");
        }
        if (await CallerAsync(request, door, configuration, tokens) is not { } caller)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"reactor\"";
            return Problem(StatusCodes.Status401Unauthorized, "Who asks?", "send a token (Authorization: Bearer TOKEN), one of http.tokens in reactor.yaml; a browser signs in with the link that `reactor dashboard` prints");
        }
        if (isUnsafe && caller.Role != HttpRole.Operate)
        {
            return Problem(StatusCodes.Status403Forbidden, "Only to be read", $"{caller.Name} may read, and this changes something: it takes a token of the role operate");
        }
        context.Features.Set(caller);
        return null;
    }

    // Never a cookie: a browser sends those to every port of a host, and on this one guests may have ports too.
    private static async Task<HttpCaller?> CallerAsync(HttpRequest request, HttpDoor door, HttpConfiguration configuration, BearerTokens tokens, bool isUse = true) =>
        BearerTokens.Of(request.Headers.Authorization) is { } given
            ? door.Sessions.Find(given, isUse) ?? await tokens.FindAsync(given, configuration, request.HttpContext.RequestAborted)
            : null;

    // Browsers say which page asks; other programs don't. Of its scheme nothing is known here where a proxy has the TLS.
    private static bool IsOfAnotherPage(HttpRequest request) =>
        request.Headers.Origin.Count > 0 && !(Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var page) && page.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));

    private static bool IsFromHere(HttpContext context) => context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    private static ProblemDetails Problem(int status, string title, string detail) => new() { Status = status, Title = title, Detail = detail };
}

/// <summary>Carries a <see cref="Http.Reach"/> on an endpoint.</summary>
/// <param name="Reach">Who may.</param>
internal sealed record ReachMetadata(Reach Reach);
