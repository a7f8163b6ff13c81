using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reactor.Api;
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

    /// <summary>Reads one; what is wrong where it is none.</summary>
    public static (DeadLetterFilter? Filter, string? Problem) Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return (null, "the body is no JSON object");
        }
        var filter = new DeadLetterFilter();
        foreach (var member in body.EnumerateObject())
        {
            switch (member.Name)
            {
                case "ids" when Ids(member.Value) is { } ids: filter = filter with { WebhookIds = ids }; break;
                case "target" when Text(member.Value) is { } target: filter = filter with { Target = target }; break;
                case "since" when member.Value.ValueKind == JsonValueKind.String && member.Value.TryGetDateTimeOffset(out var since): filter = filter with { Since = since }; break;
                default: return (null, $"`{(member.Name.Length > LongestText ? "..." : member.Name)}` is none of `ids` (1 to {MostIds} texts), `target` (a name) and `since` (a time)");
            }
        }
        return filter is { WebhookIds.IsEmpty: true, Target: null, Since: null }
            ? (null, "name which dead letters: `ids`, `target` or `since`")
            : (filter, null);
    }

    private static ImmutableArray<string>? Ids(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is < 1 or > MostIds)
        {
            return null;
        }
        var ids = value.EnumerateArray().Select(Text).OfType<string>().ToImmutableArray();
        return ids.Length == value.GetArrayLength() ? ids : null;
    }

    private static string? Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= LongestText } text ? text : null;
}
