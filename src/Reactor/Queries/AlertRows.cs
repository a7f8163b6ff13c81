using System.Text.Json.Nodes;
using Reactor.Output;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;

namespace Reactor.Queries;

/// <summary>Alerts as rows: with who acknowledged and who ended them, without what only partitions need.</summary>
internal static class AlertRows
{
    // Enough to tell them apart, and typed easily.
    private const int ShortUid = 10;

    public static JsonObject Of(AlertRow alert)
    {
        var notes = AlertNotes.Of(alert);
        var row = JsonLines.Row(alert, "key");
        row.Remove("extra");
        row["acknowledged"] = Note(notes.Acknowledged);
        row["ended"] = Note(notes.Ended);
        return row;
    }

    /// <summary>How the name begins.</summary>
    public static string Short(JsonObject row) => (string?)row["uid"] is { } uid ? uid[..Math.Min(uid.Length, ShortUid)] : "";

    /// <summary>Its state, and whether that is verified.</summary>
    public static string State(JsonObject row) => row["unverified_since"] is null ? Cells.Text("state")(row) : $"{(string?)row["state"]}, unverified";

    /// <summary>Whom the firing went to; where it went to nobody, why.</summary>
    public static string Told(JsonObject row) => row switch
    {
        _ when row["targets"] is JsonArray { Count: > 0 } targets => string.Join(", ", targets.Select(target => (string?)target)),
        _ when (string?)row["held"] is { } held => $"({held})",
        _ => "nobody",
    };

    /// <summary>Who looks after it.</summary>
    public static string By(JsonObject row) => (string?)row["acknowledged"]?["by"] ?? "";

    private static JsonObject? Note(HandNote? note) => note is null ? null : JsonLines.Row(note);
}
