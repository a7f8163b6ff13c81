using System.Text.Json.Nodes;
using Reactor.Output;
using Reactor.Queries;

namespace Reactor.CommandLine;

/// <summary>One delivery, for people.</summary>
internal static class DeliveryText
{
    private const int LongestLine = 4096;

    private static readonly (string Label, Func<JsonObject, string> Cell)[] s_fields =
    [
        ("delivery", Cells.Text("webhook_id")), ("state", State), ("target", Cells.Text("target")), ("rule", Cells.Text("rule")), ("action", Cells.Text("action_path")),
        ("kind", Cells.Text("kind")), ("vm", Cells.Text("vm")), ("event", Cells.Text("event_name")), ("firing", Cells.Text("firing_id")),
        ("decided", Cells.Time("created_at")), ("ended", Cells.Time("completed_at")), ("next try", Cells.Time("next_at")),
    ];

    private static readonly Column[] s_attempts =
    [
        new("try", Cells.Text("attempt")), new("ended", Cells.Time("at")), new("took", Cells.Span("duration")), new("outcome", Cells.Text("outcome")),
        new("answer", Cells.Text("status")), new("detail", Cells.Text("detail")),
    ];

    public static void Print(JsonObject row, Terminal terminal)
    {
        foreach (var (label, cell) in s_fields)
        {
            if (cell(row) is { Length: > 0 } text)
            {
                terminal.Out.WriteLine($"{label + ":",-10} {Printable.Of(text, LongestLine)}");
            }
        }
        terminal.Out.WriteLine();
        TableWriter.Write(terminal, s_attempts, [.. row["tries"]!.AsArray().Select(attempt => attempt!.AsObject())]);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine(Printable.Of($"body: {row["content_type"]}, {Number.Of((long)row["body_bytes"]!, "byte", "bytes")}{((string?)row["body_encoding"] == "base64" ? ", no text: in base64" : "")}{((bool)row["body_cut"]! ? ", only its beginning" : "")}"));
        foreach (var line in ((string)row["body"]!).Split('\n'))
        {
            terminal.Out.WriteLine(Printable.Of(line, DeliveryDetail.MostBodyBytes * 2));
        }
    }

    private static string State(JsonObject row) =>
        (string?)row["dead_reason"] is { } reason ? $"{row["state"]} ({reason})"
        : (string?)row["held_by"] is { } hold ? $"{row["state"]} (held by {hold})"
        : $"{row["state"]}";
}
