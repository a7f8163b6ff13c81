using Microsoft.AspNetCore.Mvc;

namespace Reactor.Api;

/// <summary>Refuses parameters that an endpoint of the API does not name: a misspelled filter would give everything, and nobody would notice.</summary>
internal static class KnownParameters
{
    /// <summary>Checks every request that comes after routing.</summary>
    public static void UseKnownParameters(this IApplicationBuilder application) => application.Use(async (context, next) =>
    {
        if (Fault(context) is { } fault)
        {
            await TypedResults.Problem(new ProblemDetails { Status = StatusCodes.Status400BadRequest, Title = "Bad parameters", Detail = fault }).ExecuteAsync(context);
            return;
        }
        await next(context);
    });

    // Health and metrics are asked by programs of others, which may add something.
    private static string? Fault(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ApiOperation>() is not { } operation || !context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal))
        {
            return null;
        }
        var known = operation.Parameters.Where(parameter => parameter.Type != ApiType.InPath).Select(parameter => parameter.Name).ToList();
        return context.Request.Query.Keys.FirstOrDefault(key => !known.Contains(key)) is { } other
            ? $"'{context.Request.Path}' takes no '{other}'; it takes {(known.Count == 0 ? "none" : string.Join(", ", known))}"
            : null;
    }
}
