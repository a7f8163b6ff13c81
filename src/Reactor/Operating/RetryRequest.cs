using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reactor.Api;
using Reactor.Queries;
using Reactor.Store;

namespace Reactor.Operating;

/// <summary>How the retrying of dead letters is put to the daemon: <c>{"ids", "target", "since"}</c>, at least one of them.</summary>
internal static class RetryRequest
{
    /// <summary>Most ids in one.</summary>
    public const int MostIds = 500;

    private const int LongestText = 256;

    /// <summary>The members of its JSON.</summary>
    public static IReadOnlyList<ApiMember> Members { get; } =
        [new("ids", $"1 to {MostIds} webhook-ids", ApiType.Texts), new("target", "Only of this target"), new("since", "Only decided since then", ApiType.Time)];

    /// <summary>Writes one.</summary>
    public static ReadOnlyMemory<byte> Write(DeadLetterFilter filter)
    {
        var body = new JsonObject();
        if (!filter.WebhookIds.IsEmpty)
        {
            body["ids"] = new JsonArray([.. filter.WebhookIds.Select(id => JsonValue.Create(id))]);
        }
        if (filter.Target is { } target)
        {
            body["target"] = target;
        }
        if (filter.Since is { } since)
        {
            body["since"] = since;
        }
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="RequestRefusedException">It is wrong.</exception>
    public static async Task<DeadLetterFilter> ReadAsync(HttpRequest request)
    {
        var body = await RequestBody.ReadAsync(request);
        var filter = new DeadLetterFilter { WebhookIds = [.. body.Texts("ids", LongestText, MostIds)], Target = body.Text("target", LongestText), Since = Since(body.Text("since", LongestText)) };
        return filter is { WebhookIds.IsEmpty: true, Target: null, Since: null } || filter.Target is "" || filter.WebhookIds.Contains("")
            ? throw new RequestRefusedException("name which dead letters: `ids`, `target` or `since`, none of them empty")
            : filter;
    }

    private static DateTimeOffset? Since(string? text) => text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time
        : throw new RequestRefusedException("`since` is a time such as 2026-03-02T18:00:00Z");
}
