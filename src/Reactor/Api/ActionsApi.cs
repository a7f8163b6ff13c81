using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Reactor.Actors.Hosting;
using Reactor.Actors.Operating;
using Reactor.Output;

namespace Reactor.Api;

/// <summary><c>POST /v1/actions/pause</c> and <c>/v1/actions/resume</c>: <c>{"id", "vm", "rule", "reason"}</c>.</summary>
internal static class ActionsApi
{
    private const int LongestText = 512;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder routes, Func<IReactorRuntime> runtime)
    {
        routes.MapPost("/v1/actions/pause", (HttpRequest request) => AnswerAsync(request, asked => runtime().PauseAsync(asked)));
        routes.MapPost("/v1/actions/resume", (HttpRequest request) => AnswerAsync(request, asked => runtime().ResumeAsync(asked)));
    }

    private static async Task<Results<JsonHttpResult<JsonArray>, ProblemHttpResult>> AnswerAsync(HttpRequest request, Func<PauseRequest, Task<PauseAnswer>> act)
    {
        var (asked, problem) = await ReadAsync(request);
        return asked is null
            ? TypedResults.Problem(new ProblemDetails { Status = 400, Title = "Bad request", Detail = problem })
            : TypedResults.Json(new JsonArray(JsonLines.Row(await act(asked))), JsonLines.Options);
    }

    private static async Task<(PauseRequest? Request, string? Problem)> ReadAsync(HttpRequest request)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, JsonLines.Deep, request.HttpContext.RequestAborted);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } body)
            {
                return (null, "the body is no JSON object");
            }
            foreach (var member in body.EnumerateObject())
            {
                if (member.Name is not ("id" or "vm" or "rule" or "reason") || member.Value.ValueKind != JsonValueKind.String || member.Value.GetString()!.Length is 0 or > LongestText)
                {
                    return (null, $"`id`, `vm`, `rule` and `reason` are wanted, texts of 1 to {LongestText} characters");
                }
            }
            var peer = ControlPeer.Of(request.HttpContext);
            return (new PauseRequest
            {
                By = new Asker(peer?.Uid, peer?.Pid), Id = Text(body, "id"), Vm = Text(body, "vm"), Rule = Text(body, "rule"), Reason = Text(body, "reason") ?? "",
            }, null);
        }
        catch (JsonException e)
        {
            return (null, $"the body is no JSON: {Qmp.JsonProblem.Of(e)}");
        }
        catch (InvalidOperationException)
        {
            // What JSON may escape and text can't hold: half a surrogate pair.
            return (null, "a text of the body is no Unicode");
        }
    }

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetString() : null;
}
