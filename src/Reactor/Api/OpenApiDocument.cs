using System.Text.Json.Nodes;
using Reactor.CommandLine;
using Reactor.Http;

namespace Reactor.Api;

/// <summary>The OpenAPI 3.1 document, made of what the endpoints say of themselves. What is for the control socket alone is not in it.</summary>
internal static class OpenApiDocument
{
    private const string Json = "application/json";

    /// <summary>Maps <c>GET /v1/openapi.json</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/openapi.json", () =>
        TypedResults.Json(Make(routes.DataSources.SelectMany(source => source.Endpoints)))).Is("This document.");

    /// <summary>Makes it.</summary>
    public static JsonObject Make(IEnumerable<Endpoint> endpoints)
    {
        var paths = new JsonObject();
        foreach (var endpoint in endpoints.OfType<RouteEndpoint>().Where(IsDescribed).OrderBy(endpoint => endpoint.RoutePattern.RawText, StringComparer.Ordinal))
        {
            var path = endpoint.RoutePattern.RawText!;
            var methods = paths[path] as JsonObject ?? [];
            paths[path] ??= methods;
            foreach (var method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods)
            {
                methods[method.ToLowerInvariant()] = Operation(endpoint, method, path);
            }
        }
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Reactor", ["version"] = VersionCommand.Current },
            ["security"] = new JsonArray(Token()),
            ["paths"] = paths,
            ["components"] = Components(),
        };
    }

    private static bool IsDescribed(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ApiOperation>() is not null && endpoint.Metadata.GetMetadata<ReachMetadata>()?.Reach != Reach.ControlSocket;

    private static JsonObject Operation(RouteEndpoint endpoint, string method, string path)
    {
        var operation = endpoint.Metadata.GetRequiredMetadata<ApiOperation>();
        var described = new JsonObject
        {
            ["operationId"] = $"{method.ToLowerInvariant()}{string.Concat(path.Split('/', '{', '}', '.').Where(part => part is not ("" or "v1")).Select(part => char.ToUpperInvariant(part[0]) + part[1..]))}",
            ["summary"] = operation.Summary,
        };
        if (endpoint.Metadata.GetMetadata<ReachMetadata>()?.Reach is { } reach)
        {
            // From this machine without a token, from elsewhere with one: either.
            described["security"] = reach == Reach.Loopback ? new JsonArray(new JsonObject(), Token()) : [];
        }
        if (operation.Parameters.Count > 0)
        {
            described["parameters"] = new JsonArray([.. operation.Parameters.Select(Parameter)]);
        }
        if (operation.Body.Count > 0)
        {
            described["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(Json, Body(operation.Body)) };
        }
        described["responses"] = new JsonObject
        {
            [operation.Answer is null ? "204" : "200"] = Answer(operation.Answer),
            ["default"] = new JsonObject { ["$ref"] = "#/components/responses/Problem" },
        };
        return described;
    }

    private static JsonObject Body(IReadOnlyList<ApiMember> members)
    {
        var body = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)Schema(member)))),
            ["additionalProperties"] = false,
        };
        if (members.Any(member => member.IsRequired))
        {
            body["required"] = Texts(members.Where(member => member.IsRequired).Select(member => member.Name));
        }
        return body;
    }

    private static JsonNode Parameter(ApiMember member) => new JsonObject
    {
        ["name"] = member.Name,
        ["in"] = member.Type == ApiType.InPath ? "path" : "query",
        ["required"] = member.IsRequired || member.Type == ApiType.InPath,
        ["schema"] = Schema(member),
    };

    private static JsonObject Schema(ApiMember member)
    {
        var schema = member.Type switch
        {
            ApiType.Texts => new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } },
            ApiType.Number => new JsonObject { ["type"] = "integer" },
            ApiType.Flag => new JsonObject { ["type"] = "boolean" },
            ApiType.Time => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            _ => new JsonObject { ["type"] = "string" },
        };
        if (member.Values.Count > 0)
        {
            schema["enum"] = Texts(member.Values);
        }
        schema["description"] = member.Description;
        return schema;
    }

    private static JsonObject Answer(string? type) => type switch
    {
        null => new JsonObject { ["description"] = "Done." },
        Json => new JsonObject { ["description"] = "Rows.", ["content"] = Content(Json, new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "object" } }) },
        _ => new JsonObject { ["description"] = "Text.", ["content"] = Content(type, new JsonObject { ["type"] = "string" }) },
    };

    private static JsonObject Content(string type, JsonObject schema) => new() { [type] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Components() => new()
    {
        ["securitySchemes"] = new JsonObject
        {
            ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
        },
        ["responses"] = new JsonObject
        {
            ["Problem"] = new JsonObject
            {
                ["description"] = "What was wrong, and what to do (RFC 9457).",
                ["content"] = Content("application/problem+json", new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject { ["title"] = Text(), ["detail"] = Text(), ["status"] = new JsonObject { ["type"] = "integer" } },
                }),
            },
        },
    };

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode?)text)];

    private static JsonObject Token() => new() { ["token"] = new JsonArray() };

    private static JsonObject Text() => new() { ["type"] = "string" };
}
