using System.Text.Json;
using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>The settings of a webhook written in a rule, as a column. Times are microseconds.</summary>
internal static class InlineRequestJson
{
    public static string? Write(InlineRequest? request) => request is null ? null : JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("method", request.Method);
        writer.WriteString("url", request.Url);
        writer.WriteStartObject("headers");
        foreach (var (name, value) in request.Headers)
            writer.WriteString(name, value);
        writer.WriteEndObject();
        writer.WriteString("secret", request.Secret);
        writer.WriteNumber("timeout_us", request.Timeout.Ticks / TimeSpan.TicksPerMicrosecond);
        writer.WriteNumber("attempts", request.Retry.Attempts);
        writer.WriteNumber("backoff_min_us", request.Retry.BackoffMin.Ticks / TimeSpan.TicksPerMicrosecond);
        writer.WriteNumber("backoff_max_us", request.Retry.BackoffMax.Ticks / TimeSpan.TicksPerMicrosecond);
        writer.WriteEndObject();
    });

    public static InlineRequest? Read(string? json)
    {
        if (json is null)
            return null;
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new InlineRequest(
            root.GetProperty("method").GetString()!,
            root.GetProperty("url").GetString()!,
            JsonText.ReadMap(root.GetProperty("headers")),
            root.GetProperty("secret").GetString(),
            Span(root, "timeout_us"),
            new RetryOptions
            {
                Attempts = root.GetProperty("attempts").GetInt32(),
                BackoffMin = Span(root, "backoff_min_us"),
                BackoffMax = Span(root, "backoff_max_us"),
            });
    }

    private static TimeSpan Span(JsonElement root, string name) =>
        new(root.GetProperty(name).GetInt64() * TimeSpan.TicksPerMicrosecond);
}
