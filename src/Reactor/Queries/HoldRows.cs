using System.Text.Json.Nodes;
using Reactor.Output;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Store.Reading;

namespace Reactor.Queries;

/// <summary>Silences and maintenances as rows.</summary>
internal static class HoldRows
{
    /// <summary>What they look like to a person.</summary>
    public static readonly IReadOnlyList<Column> Columns =
    [
        Column.Id(), new("state", Cells.Text("state")), new("alerts", row => row["alerts"] is null ? "not counted" : Cells.Text("alerts")(row)), new("until", Until), new("by", Cells.Text("author")),
        new("matchers", row => string.Join(' ', row["matchers"]?.AsArray().Select(matcher => (string?)matcher) ?? [])), new("reason", Cells.Text("reason")),
    ];

    public static string Plural(string kind) => kind == InboxKinds.Silence ? "silences" : "maintenances";

    /// <summary>Those of an id, or whose id begins so, the newest first.</summary>
    public static IEnumerable<JsonObject> Of(StoreReader reader, string kind, string id, DateTimeOffset now) => Rows(reader, reader.Holds(kind, id, 1), now);

    /// <summary>Those in a state, or all where it is null, the newest first.</summary>
    public static IEnumerable<JsonObject> Of(StoreReader reader, string kind, string? state, string? before, int limit, DateTimeOffset now) =>
        Rows(reader, state is null ? reader.Holds(kind, null, limit, before) : reader.HoldsOfState(kind, state, now, limit, before), now);

    private static IEnumerable<JsonObject> Rows(StoreReader reader, IReadOnlyList<StoredHold> holds, DateTimeOffset now)
    {
        var reach = new HoldReach(reader.OpenAlertsOf([.. holds.Where(hold => hold.StateAt(now) == "active").Select(hold => hold.Hold)]));
        return holds.Select(hold => Row(hold, hold.StateAt(now), reach));
    }

    private static JsonObject Row(StoredHold stored, string state, HoldReach reach)
    {
        var hold = stored.Hold;
        return new JsonObject
        {
            ["id"] = hold.Id,
            ["state"] = state,
            ["matchers"] = new JsonArray([.. hold.Matchers.Select(matcher => (JsonNode?)MatcherText.Format(matcher))]),
            ["starts_at"] = hold.StartsAt,
            ["ends_at"] = hold.EndsAt,
            ["until_resolved"] = hold is Silence { UntilResolved: true },
            ["alerts"] = state == "active" ? reach.Count(hold) : 0,
            ["author"] = hold.Author,
            ["reason"] = hold.Reason,
            ["created_at"] = stored.CreatedAt,
            ["uid"] = stored.Uid,
            ["pid"] = stored.Pid,
            ["ended_at"] = stored.EndedAt,
            ["ended_by"] = stored.EndedBy,
        };
    }

    private static string Until(JsonObject row) => (row["ended_at"] ?? row["ends_at"]) is { } end ? Cells.Second(end) : "resolved";
}
