using System.Globalization;
using System.Text.Json.Nodes;
using Reactor.CommandLine;
using Reactor.Output;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Simulation;
using Reactor.Reactions.Simulation.Recordings;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Trying;

/// <summary>Prints what rules would have done, as it comes, and what it comes to at the end.</summary>
internal sealed class ReplayReport(OutputFormat format, bool isSummaryOnly, Terminal terminal)
{
    private const int MostText = 300;

    private readonly SortedDictionary<string, (long Fired, long Actions, long Notifications)> _rules = new(StringComparer.Ordinal);

    /// <summary>Shows what one commit holds.</summary>
    public void Show(SimulationJournal journal, Commit commit)
    {
        Count(journal);
        if (isSummaryOnly)
        {
            return;
        }
        foreach (var (at, firing) in journal.Firings)
        {
            Print(at, "fired", firing.Rule, firing.VmName, firing.EventName, new JsonObject { ["event"] = firing.EventName, ["event_id"] = firing.EventId, ["key"] = JsonNode.Parse(firing.Key), ["suppressed"] = firing.Suppressed, ["shadow"] = firing.Shadow is { } shadow ? JsonNode.Parse(shadow.Span, documentOptions: JsonLines.Deep) : null });
        }
        foreach (var alert in commit.Alerts)
        {
            var state = alert.State == AlertState.Resolved ? "resolved" : alert.Count == 1 ? "opened" : "refreshed";
            Print(alert.EndsAt ?? alert.RefreshedAt, $"alert {state}", alert.Rule, alert.VmName, alert.Summary, new JsonObject { ["id"] = alert.Id, ["summary"] = alert.Summary, ["severity"] = alert.Severity, ["resolved_by"] = alert.ResolvedBy, ["held"] = alert.Held });
        }
        foreach (var notification in journal.Notifications)
        {
            Print(notification.At, "notification", notification.Rule, (string?)notification.Shown["vm"] ?? "", $"{notification.Shown["kind"]} to {notification.Shown["to"]}", notification.Shown);
        }
        foreach (var action in journal.Actions)
        {
            var (kind, shown) = action.Shown.First(m => m.Key is not ("rule" or "vm"));
            Print(action.At, kind, action.Rule, (string?)action.Shown["vm"] ?? "", shown?.ToJsonString(JsonLines.Options) ?? "", action.Shown);
        }
        foreach (var (at, line) in journal.Notices)
        {
            Print(at, "notice", line.Rule, line.VmName, line.Message, new JsonObject { ["message"] = line.Message });
        }
    }

    /// <summary>What it came to.</summary>
    public void Finish(ReplayCounts counts)
    {
        if (format == OutputFormat.Json)
        {
            JsonLines.Write(terminal.Out, _rules.Select(r => new JsonObject { ["type"] = "rule", ["rule"] = r.Key, ["fired"] = r.Value.Fired, ["actions"] = r.Value.Actions, ["notifications"] = r.Value.Notifications }));
            JsonLines.Write(terminal.Out, [new JsonObject { ["type"] = "summary", ["events"] = counts.Events, ["skipped"] = counts.Skipped, ["bad"] = counts.Bad, ["filtered"] = counts.Filtered }]);
            return;
        }
        if (_rules.Count > 0)
        {
            var rows = _rules.Select(r => new JsonObject { ["rule"] = r.Key, ["fired"] = r.Value.Fired, ["actions"] = r.Value.Actions, ["notifications"] = r.Value.Notifications }).ToList();
            TableWriter.Write(terminal, [.. ((string[])["rule", "fired", "actions", "notifications"]).Select(name => new Queries.Column(name, Queries.Cells.Text(name)))], rows);
        }
        var (firings, rules) = (_rules.Values.Sum(r => r.Fired), _rules.Count(r => r.Value.Fired > 0));
        terminal.Out.WriteLine(
            $"{Number.Of(counts.Events, "event", "events")}: {Number.Of(firings, "firing", "firings")} of {Number.Of(rules, "rule", "rules")}; {Number.Of(counts.Skipped, "line that is no event", "lines that are no events")}, {Number.Of(counts.Bad, "bad one", "bad ones")}, {Number.Of(counts.Filtered, "event", "events")} of other VMs");
    }

    /// <summary>What only more events or more time would decide.</summary>
    public void Waiting(ReplayWaiting waiting, DateTimeOffset now)
    {
        if (format == OutputFormat.Json)
        {
            JsonLines.Write(terminal.Out, [new JsonObject
            {
                ["type"] = "waiting", ["at"] = Time(now), ["keys"] = new JsonObject(waiting.Keys.Select(k => KeyValuePair.Create(k.Key, (JsonNode?)k.Value))),
                ["alerts_open"] = waiting.AlertsOpen, ["alerts_held"] = waiting.AlertsHeld, ["next_due"] = waiting.NextDue is { } due ? Time(due) : null,
            }]);
            return;
        }
        if (waiting.Keys.Count == 0 && waiting.AlertsOpen == 0)
        {
            return;
        }
        terminal.Out.WriteLine($"at the end, {Time(now)}, these still wait:");
        foreach (var (rule, keys) in waiting.Keys)
        {
            terminal.Out.WriteLine($"  {Printable.Of(rule)}: under way for {Number.Of(keys, "key", "keys")}");
        }
        if (waiting.AlertsOpen > 0)
        {
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  alerts that fire: {waiting.AlertsOpen}, held of them: {waiting.AlertsHeld}"));
        }
        if (waiting.NextDue is { } next)
        {
            terminal.Out.WriteLine($"  the next deadline is {Time(next)}: --run-on {DurationText.Format(WholeSeconds(next - now))} goes on to it");
        }
    }

    private static TimeSpan WholeSeconds(TimeSpan span) => TimeSpan.FromSeconds(Math.Floor(Math.Max(0, span.TotalSeconds)) + 1);

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private void Count(SimulationJournal journal)
    {
        foreach (var (_, firing) in journal.Firings)
        {
            Count(firing.Rule, 1, 0, 0);
        }
        foreach (var action in journal.Actions)
        {
            Count(action.Rule, 0, 1, 0);
        }
        foreach (var notification in journal.Notifications)
        {
            Count(notification.Rule, 0, 0, 1);
        }
    }

    private void Count(string rule, int fired, int actions, int notifications)
    {
        var known = _rules.GetValueOrDefault(rule);
        _rules[rule] = (known.Fired + fired, known.Actions + actions, known.Notifications + notifications);
    }

    private void Print(DateTimeOffset at, string type, string rule, string vm, string text, JsonObject shown)
    {
        var time = Time(at);
        if (format == OutputFormat.Json)
        {
            var row = new JsonObject { ["type"] = type, ["at"] = time, ["rule"] = rule, ["vm"] = vm };
            foreach (var (name, value) in shown)
            {
                row[name] = value?.DeepClone();
            }
            JsonLines.Write(terminal.Out, [row]);
            return;
        }
        terminal.Out.WriteLine($"{time}  {type,-14}  {Printable.Of(rule),-24}  {Printable.Of(vm),-12}  {Printable.Of(text, MostText)}");
    }
}

/// <summary>What a recording held.</summary>
internal sealed class ReplayCounts
{
    public long Events { get; set; }

    /// <summary>Blank lines, greetings, replies.</summary>
    public long Skipped { get; set; }

    public long Bad { get; set; }

    /// <summary>Events of VMs that were not asked for.</summary>
    public long Filtered { get; set; }
}
