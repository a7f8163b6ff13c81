using System.Globalization;
using System.Text.Json.Nodes;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Store;

namespace Reactor.Tracing;

/// <summary>What followed from an event, as rows in the order of time: when after the event, what, what came of it, and how long that took.</summary>
internal static class TraceTimeline
{
    /// <summary>When the event came; where it is not kept, when the first rule fired by it.</summary>
    public static DateTimeOffset Start(JsonObject trace) => At(trace["event"]?["at"]) ?? At(trace["firings"]?.AsArray().FirstOrDefault()?["at"]) ?? DateTimeOffset.UnixEpoch;

    /// <summary>The rows.</summary>
    public static IEnumerable<JsonObject> Rows(JsonObject trace, DateTimeOffset start) =>
        Firings(trace).Concat(Alerts(trace)).Concat(Deliveries(trace)).Concat(Steps(trace)).Concat(Records(trace)).Concat(Audit(trace))
            .OrderBy(entry => entry.At)
            .Select(entry => new JsonObject
            {
                ["after"] = SpanText.After(entry.At - start),
                ["what"] = entry.What,
                ["rule"] = entry.Rule,
                ["result"] = entry.Result,
                ["took"] = entry.Took is { } took ? SpanText.Of(took) : "",
                ["id"] = entry.Id,
            });

    private static IEnumerable<Entry> Firings(JsonObject trace) => Each(trace, "firings").Select(row => new Entry(
        At(row["at"])!.Value, "fired", Text(row["rule"]),
        row["shadow"] is not null ? "in shadow: nothing else happens" : (long?)row["suppressed"] is > 0 and var held ? $"{held} before it were held back by its limit" : "", null, Text(row["id"])));

    private static IEnumerable<Entry> Alerts(JsonObject trace)
    {
        foreach (var row in Each(trace, "alerts"))
        {
            var (opened, id) = (At(row["starts_at"])!.Value, Text(row["uid"]));
            yield return new(
                opened, $"alert {row["id"]}", Text(row["rule"]),
                $"{row["state"]}, {Number.Of((long)row["count"]!, "time", "times")}{((string?)row["held"] is { } held ? $", held: {held}" : "")}: {row["summary"]}", null, id);
            if (At(row["ends_at"]) is { } ended)
            {
                yield return new(ended, $"alert {row["id"]} ended", Text(row["rule"]), $"by {row["resolved_by"]}", ended - opened, id);
            }
        }
    }

    private static IEnumerable<Entry> Deliveries(JsonObject trace)
    {
        foreach (var row in Each(trace, "deliveries"))
        {
            var created = At(row["created_at"])!.Value;
            var state = (string?)row["state"] switch
            {
                "pending" when (string?)row["held_by"] is { } hold => $"waits, held by {hold}",
                "muted" when (string?)row["held_by"] is { } hold => $"muted, held by {hold}",
                "pending" => $"waits, next try at {Text(row["next_at"])}",
                "dead" => $"dead ({row["dead_reason"]})",
                var other => other ?? "",
            };
            yield return new(created, $"{row["kind"]} to {row["target"]}", Text(row["rule"]), $"{state}, {Number.Of((long)row["attempts"]!, "try", "tries")}", At(row["completed_at"]) - created, Text(row["webhook_id"]));
            foreach (var attempt in row["tries"]!.AsArray().Select(attempt => attempt!.AsObject()))
            {
                yield return new(
                    At(attempt["at"])!.Value, $"try {attempt["attempt"]} to {row["target"]}", Text(row["rule"]),
                    Answered(attempt), Cells.SpanOf(attempt["duration"]),
                    Text(row["webhook_id"]));
            }
        }
    }

    // Of an answer the detail begins with its status.
    private static string Answered(JsonObject attempt)
    {
        var (status, detail) = (Text(attempt["status"]), Text(attempt["detail"]));
        return $"{attempt["outcome"]} {(detail.StartsWith(status, StringComparison.Ordinal) ? "" : $"{status} ")}{detail}".TrimEnd();
    }

    private static IEnumerable<Entry> Steps(JsonObject trace) => Each(trace, "steps").Select(row =>
    {
        var at = At(row["begun_at"]) ?? At(row["intended_at"])!.Value;
        var what = row["argv"] is JsonArray argv
            ? string.Join(' ', argv.Select(Text))
            : string.Join(", ", row["commands"]?.AsArray().Select(command => $"{command!["command"]} {command["arguments"]?.ToJsonString(JsonLines.Options)}".TrimEnd()) ?? []);
        // A class that says what the status says is left out.
        var said = Text(row["status"] ?? row["state"]);
        var error = (string?)row["error"] is { } text ? $"{(Text(row["error_class"]) is { Length: > 0 } kind && kind != said ? $" {kind}" : "")}: {text}" : "";
        return new Entry(
            at, $"{row["action_path"]}: {what}", Text(row["rule"]), $"{said}{error}{(row["exit_code"] is { } code ? $" (exit {code})" : "")}", At(row["ended_at"]) - at,
            Text(row["id"]));
    });

    private static IEnumerable<Entry> Records(JsonObject trace) => Each(trace, "records").Select(row => new Entry(
        At(row["at"])!.Value, $"record in {row["table"]}", "", row["fields"]!.ToJsonString(JsonLines.Options), null, ""));

    private static IEnumerable<Entry> Audit(JsonObject trace) => Each(trace, "audit").Select(row => new Entry(
        At(row["at"])!.Value, $"operator: {row["command"]}", "", $"{row["outcome"]}, by {AskedBy.Of((long?)row["uid"], (string?)row["via"])}", At(row["ended_at"]) - At(row["at"]), Text(row["id"])));

    private static IEnumerable<JsonObject> Each(JsonObject trace, string list) => trace[list]!.AsArray().Select(row => row!.AsObject());

    private static DateTimeOffset? At(JsonNode? node) =>
        DateTimeOffset.TryParse((string?)node, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    private static string Text(JsonNode? node) => node?.ToString() ?? "";

    private sealed record Entry(DateTimeOffset At, string What, string Rule, string Result, TimeSpan? Took, string Id);
}
