using System.Text.Json;
using System.Text.Json.Nodes;
using Reactor.Output;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Store.Reading;

namespace Reactor.Queries;

/// <summary>Alerts as rows: with who acknowledged and who ended them, without what only partitions need.</summary>
internal static class AlertRows
{
    // Enough to tell them apart, and typed easily.
    private const int ShortUid = 10;

    /// <summary>Those that a filter means.</summary>
    public static IEnumerable<JsonObject> Of(StoreReader reader, AlertFilter filter, DateTimeOffset now)
    {
        var alerts = reader.ToldAlerts(filter);
        var holds = alerts.Any(told => told.Alert.State.IsOpen()) ? InForce(reader, now) : [];
        return alerts.Select(told => Of(told.Alert, told.Telling with { Until = told.Telling.Until > now ? told.Telling.Until : null }, told.Alert.State.IsOpen() ? HoldReach.Find(told.Alert, holds) : null));
    }

    private static List<HoldTest> InForce(StoreReader reader, DateTimeOffset now) =>
        [.. ((string[])[InboxKinds.Maintenance, InboxKinds.Silence])
            .SelectMany(kind => reader.HoldsOfState(kind, "active", now)).Select(hold => new HoldTest(hold.Hold))];

    private static JsonObject Of(AlertRow alert, AlertTelling telling, Hold? hold)
    {
        var notes = AlertNotes.Of(alert);
        var row = JsonLines.Row(alert, "key");
        row.Remove("extra");
        row["targets"] = Names(telling.Told);
        row["waiting"] = Names(telling.Waiting);
        row["waits_until"] = JsonSerializer.SerializeToNode(telling.Until);
        row["held_by"] = telling.HeldBy;
        // Held on its way: the alert itself doesn't know.
        if (telling.Told.IsEmpty && row["held"] is null && telling.HeldBy is { } holder)
            row["held"] = holder.StartsWith(InboxKinds.Silence[0]) ? "silenced" : "maintenance";
        row["hold"] = hold is null ? null : new JsonObject
        {
            ["id"] = hold.Id, ["kind"] = hold is Silence ? InboxKinds.Silence : InboxKinds.Maintenance, ["until"] = JsonSerializer.SerializeToNode(hold.EndsAt),
        };
        row["acknowledged"] = Note(notes.Acknowledged);
        row["ended"] = Note(notes.Ended);
        return row;
    }

    /// <summary>How the name begins.</summary>
    public static string Short(JsonObject row) => (string?)row["uid"] is { } uid ? uid[..Math.Min(uid.Length, ShortUid)] : "";

    /// <summary>Its state, and whether that is verified.</summary>
    public static string State(JsonObject row) => row["unverified_since"] is null ? Cells.Text("state")(row) : $"{(string?)row["state"]}, unverified";

    /// <summary>Who was told that it fires, and what holds it from them since; who is told later, and when; where nobody was told, why.</summary>
    public static string Told(JsonObject row) => (Names(row["targets"]), Names(row["waiting"])) switch
    {
        (var told, var waiting) when waiting.Length > 0 && (string?)row["held"] is null or "wait" =>
            $"{told}{(told.Length > 0 ? ", " : "")}({waiting}, {Holding(row) ?? (Cells.Second(row["waits_until"]) is { Length: > 0 } until ? $"waits until {until}" : "waits")})",
        ({ Length: > 0 } told, _) => Holding(row) is { } holding ? $"{told}, {holding}" : told,
        _ when row["ends_at"] is not null && (string?)row["held"] is "wait" or "group" => "nobody (ended before it was told)",
        _ when (string?)row["held"] is { } held => $"nobody ({$"{held} {(string?)row["held_by"]}".TrimEnd()})",
        _ => "nobody",
    };

    private static string? Holding(JsonObject row) => row["hold"] is JsonObject hold
        ? $"{((string?)hold["kind"] == InboxKinds.Silence ? "silenced" : "maintenance")}{(Cells.Second(hold["until"]) is { Length: > 0 } until ? $" until {until}" : "")} ({(string?)hold["id"]})"
        : null;

    private static string Names(JsonNode? targets) => string.Join(", ", targets?.AsArray().Select(target => (string?)target) ?? []);

    private static JsonArray Names(IEnumerable<string> targets) => [.. targets.Select(target => (JsonNode?)target)];

    /// <summary>Who looks after it.</summary>
    public static string By(JsonObject row) => (string?)row["acknowledged"]?["by"] ?? "";

    /// <summary>What somebody did, when, and what they say to it.</summary>
    public static Func<JsonObject, string> Note(string field) => row => row[field] is JsonObject note
        ? $"by {(string?)note["by"]} at {Cells.Second(note["at"])}{((string?)note["comment"] is { Length: > 0 } comment ? $": {comment}" : "")}"
        : "";

    private static JsonObject? Note(HandNote? note) => note is null ? null : JsonLines.Row(note);
}
