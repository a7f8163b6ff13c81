using System.Text.Json;
using Reactor.Api;
using Reactor.Output;
using Reactor.Queries;

namespace Reactor.Operating;

/// <summary>Reads the body of a request: every member known, of its type, and bounded.</summary>
internal sealed class RequestBody
{
    private const int MostTexts = 256;
    private const int LongestShown = 100;

    // Of a member that is there twice one would count, and who sent it may mean the other.
    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = JsonLines.Deep.MaxDepth, AllowDuplicateProperties = false };

    private readonly JsonElement _root;

    private RequestBody(JsonElement root) => _root = root;

    /// <summary>Reads it.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="RequestRefusedException">It is no JSON object, or has members that the endpoint does not name.</exception>
    public static Task<RequestBody> ReadAsync(HttpRequest request) =>
        ReadAsync(request, [.. request.HttpContext.GetEndpoint()!.Metadata.GetRequiredMetadata<ApiOperation>().Body.Select(member => member.Name)]);

    /// <summary>The same of an endpoint that is in no document.</summary>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, string[] known)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, s_json, request.HttpContext.RequestAborted);
            return Of(document.RootElement.Clone(), known);
        }
        catch (JsonException e)
        {
            throw new RequestRefusedException($"the body is no JSON: {Qmp.JsonProblem.Of(e)}");
        }
    }

    /// <summary>The same of what is read already.</summary>
    public static RequestBody Of(JsonElement root, params ReadOnlySpan<string> known)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new RequestRefusedException("the body is no JSON object");
        }
        foreach (var member in root.EnumerateObject())
        {
            if (!known.Contains(NameOf(member)))
            {
                throw new RequestRefusedException($"`{Printable.Of(NameOf(member), LongestShown)}` is nothing that is wanted here; there are {string.Join(", ", known)}");
            }
        }
        return new RequestBody(root);
    }

    /// <summary>What a member holds; null where it isn't there.</summary>
    public JsonElement? Member(string name) => _root.TryGetProperty(name, out var value) ? value : null;

    /// <summary>A text; null where it isn't there.</summary>
    public string? Text(string name, int longest) =>
        !_root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null : TextOf(value, name, longest);

    /// <summary>A list of texts; empty where it isn't there.</summary>
    public IReadOnlyList<string> Texts(string name, int longest, int most = MostTexts)
    {
        if (!_root.TryGetProperty(name, out var value))
        {
            return [];
        }
        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= most
            ? [.. value.EnumerateArray().Select(item => TextOf(item, name, longest))]
            : throw new RequestRefusedException($"`{name}` is a list of at most {most} texts");
    }

    /// <summary>A truth value; false where it isn't there. Another one is refused: a "true" that counts as false does what nobody asked for.</summary>
    public bool Flag(string name) => _root.TryGetProperty(name, out var value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null => false,
        _ => throw new RequestRefusedException($"`{name}` is true or false"),
    };

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw new RequestRefusedException("a member's name is no valid text");
        }
    }

    private static string TextOf(JsonElement value, string name, int longest)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.Length <= longest
                ? text
                : throw new RequestRefusedException($"`{name}` is text of at most {longest} characters");
        }
        catch (InvalidOperationException)
        {
            // Half a character (\ud800) is JSON and no text.
            throw new RequestRefusedException($"`{name}` is no valid text");
        }
    }
}
