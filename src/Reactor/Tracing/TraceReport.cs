using System.Globalization;
using System.Text.Json.Nodes;
using Reactor.CommandLine;
using Reactor.Output;
using Reactor.Queries;

namespace Reactor.Tracing;

/// <summary>An event and what followed from it, for people: what it was, then everything in the order of time.</summary>
internal static class TraceReport
{
    // What a program wrote may be long; --output json has it whole.
    private const int LongestCell = 120;

    private static readonly Column[] s_columns =
    [
        new("after", Cells.Text("after")), new("what", Cells.Text("what")), new("rule", Cells.Text("rule")), new("came of it", Cells.Text("result")),
        new("took", Cells.Text("took")), Column.Id(),
    ];

    /// <param name="trace">A row of <see cref="TraceRow"/>.</param>
    /// <param name="terminal">Where to.</param>
    public static void Print(JsonObject trace, Terminal terminal)
    {
        var seen = trace["event"] as JsonObject;
        var start = TraceTimeline.Start(trace);
        if (seen is not null)
        {
            Line($"{seen["name"]} of {seen["vm"]}, {Cells.Time("at")(seen)}, {seen["origin"]}");
            Line($"  id    {seen["id"]}");
            if (QemuTime(seen) is { } qemu)
            {
                Line($"  qemu  {qemu}");
            }
            Line($"  data  {Cells.Json("data")(seen)}");
        }
        else
        {
            Line($"{trace["firings"]?[0]?["event_name"] ?? "The event"} {trace["event_id"]}: the event itself is not kept (any more)");
        }
        Line(Rules(trace, seen));
        var rows = TraceTimeline.Rows(trace, start).ToList();
        if (rows.Count > 0)
        {
            terminal.Out.WriteLine();
            TableWriter.Write(terminal, s_columns, rows, longestCell: terminal.IsScreen ? terminal.Width : LongestCell);
        }
        foreach (var name in trace["truncated"]!.AsArray())
        {
            terminal.Error.WriteLine($"there are more {name} than are shown");
        }

        void Line(string text) => terminal.Out.WriteLine(Printable.Of(text, 4096));
    }

    private static string Rules(JsonObject trace, JsonObject? seen)
    {
        var fired = trace["firings"]!.AsArray().Count;
        var explain = seen is null ? "" : $"; 'reactor explain {seen["id"]}' shows why each did or didn't match";
        return ((long?)seen?["matched"], fired) switch
        {
            (0 or null, 0) => $"  no rule matched it{explain}",
            (null, _) => $"  {Rules(fired)} fired",
            (1, 0) => $"  1 rule matched it, and did not fire: it waits for more, or a limit held it{explain}",
            (var matched, 0) => $"  {matched} rules matched it, and none fired: they wait for more, or a limit held it{explain}",
            (var matched, _) when matched > fired => $"  {Rules(matched.Value)} matched it, {fired} fired; the others wait for more, or a limit held it{explain}",
            (var matched, _) => $"  {Rules(matched.Value)} matched it, {fired} fired",
        };
    }

    private static string Rules(long count) => Number.Of(count, "rule", "rules");

    private static string? QemuTime(JsonObject seen) => (long?)seen["qemu_microseconds"] is { } stamp and > 0
        ? DateTimeOffset.UnixEpoch.AddMicroseconds(stamp).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z' '(its own clock)'", CultureInfo.InvariantCulture)
        : null;
}
