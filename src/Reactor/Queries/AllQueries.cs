using System.Text.Json.Nodes;
using Reactor.Actors.Status;
using Reactor.Output;
using Reactor.Store;
using Reactor.Store.Reading;

namespace Reactor.Queries;

/// <summary>Everything that can be asked.</summary>
internal static class AllQueries
{
    private static readonly QueryParameter Limit = new(
        "limit", $"Rows at the most, 1 to {QueryArguments.MaximumLimit}. Default {QueryArguments.DefaultLimit}", "N", Check: QueryArguments.CheckLimit);

    private static readonly QueryParameter Since = new(
        "since", "Not older than this: 10m, 2h, 7d, or a time such as 2026-03-02T10:00:00Z", "TIME", Check: QueryArguments.CheckMoment);

    private static readonly QueryParameter Vm = new("vm", "Only this VM: its name or id; * and ? stand for any text", "VM");

    private static readonly QueryParameter Rule = new("rule", "Only this rule; * and ? stand for any text", "RULE");

    public static readonly Query Vms = new(
        "vms",
        "The VMs: whether Reactor hears them, their run state, their last event.",
        "reactor vms",
        [Vm],
        [
            new("vm", Cells.Text("name")), new("source", Cells.Text("source")), new("connection", Cells.Text("state")), new("status", Status),
            new("uuid", Cells.Text("uuid")),
            new("qemu", Cells.Text("qemu_version")), new("host", Cells.Text("host")), new("labels", Labels), new("last event", Cells.Text("last_event")),
            new("at", Cells.Time("last_event_at")), new("events lost", Cells.Text("dropped")), new("silent since", Cells.Time("silent_since")),
            new("error", row => Cells.Text("conflict")(row) is { Length: > 0 } conflict ? $"{conflict}. {Cells.Text("last_error")(row)}".TrimEnd() : Cells.Text("last_error")(row)),
        ],
        (reader, arguments) => reader.Vms()
            .Where(vm => Named(arguments.Text("vm"), vm.Name, vm.Id))
            .Select(vm => JsonLines.Row(new VmStatus
            {
                Name = vm.Name, Id = vm.Id, Uuid = vm.Uuid, Address = vm.Address, Host = vm.Host, State = VmState.Stopped, Since = vm.SeenAt,
                Status = vm.Status, QemuVersion = vm.QemuVersion,
            })));

    public static readonly Query Rules = new(
        "rules",
        "The rules that run: matches since the start or the last reload, keys held, failures. One that failed inside is quarantined: it runs no more until it is changed. Over a reload, a rule with the same fingerprint keeps its state.",
        "reactor rules",
        [Rule],
        [
            new("rule", Cells.Text("name")), new("mode", Cells.Text("mode")), new("severity", Cells.Text("severity")), new("matched", Cells.Text("matched")),
            new("fired", Cells.Text("fired")), new("limited", Cells.Text("limited")), new("keys", Cells.Text("keys")), new("errors", Cells.Text("errors")),
            new("quarantined", row => row["quarantined"]?.GetValue<bool>() == true ? "yes" : ""), new("fingerprint", Cells.Text("fingerprint")),
        ],
        (_, _) => throw new QueryRefusedException("reactor is not running: only a running one can tell what became of its rules"));

    public static readonly Query Events = new(
        "events",
        "What happened: events that rules matched, changes of state, Reactor's own. The last ones, oldest first.",
        "reactor events --vm web1 --since 1h",
        [Vm, new("name", "Only events of this name; * and ? stand for any text", "EVENT"), Since, Limit],
        [
            new("at", Cells.Time("at")), new("vm", Cells.Text("vm")), new("event", Cells.Text("name")),
            new("origin", Cells.Text("origin")), new("rules", Cells.Text("matched")), new("data", Cells.Json("data")),
        ],
        (reader, arguments) => reader.Events(new EventFilter
        {
            Vm = arguments.Text("vm"), Name = arguments.Text("name"), Since = arguments.Moment("since"), Limit = arguments.Limit,
        }).Select(e => JsonLines.Row(e, "data")));

    public static readonly Query Alerts = new(
        "alerts",
        "Alerts, firing and resolved, and who was told. TO is in parentheses what holds the notification, and 'nobody' where no target is named and no route takes the alert. 'unverified': it is so after a gap as it was before, and may have ended and begun again in it.",
        "reactor alerts --state firing",
        [new("state", "firing or resolved", "STATE", Check: OneOf("firing", "resolved")), Vm, Rule, Limit],
        [
            new("state", AlertStateOf), new("severity", Cells.Text("severity")), new("since", Cells.Time("starts_at")),
            new("vm", Cells.Text("vm_name")), new("rule", Cells.Text("rule")), new("times", Cells.Text("count")),
            new("to", Told), new("resolved by", Cells.Text("resolved_by")), new("summary", Cells.Text("summary")),
        ],
        (reader, arguments) => reader.Alerts(new AlertFilter
        {
            State = arguments.Text("state"), Vm = arguments.Text("vm"), Rule = arguments.Text("rule"), Limit = arguments.Limit,
        }).Select(AlertRow));

    public static readonly Query Records = new(
        "records",
        "Rows of a record table; without a table, which tables there are.",
        "reactor records ost --vm db1",
        [new("table", "The table", "TABLE", Positional: true), Vm, Since, Limit],
        [],
        (reader, arguments) => arguments.Text("table") is { } table
            ? reader.Records(Known(table, reader), new RecordFilter { Vm = arguments.Text("vm"), Since = arguments.Moment("since"), Limit = arguments.Limit })
                .Select(r => JsonLines.Row(r, "key", "fields"))
            : reader.RecordTables().Select(t => JsonLines.Row(t)));

    public static readonly Query Deliveries = new(
        "deliveries",
        "Webhooks: delivered, waiting, given up (dead), and held back (muted).",
        "reactor deliveries --state dead",
        [
            new("state", "pending, delivered, dead or muted", "STATE", Check: OneOf("pending", "delivered", "dead", "muted")),
            new("target", "Only this target; * and ? stand for any text", "TARGET"), Vm, Rule, Limit,
        ],
        [
            new("decided", Cells.Time("created_at")), new("state", Cells.Text("state")), new("target", Cells.Text("target")),
            new("vm", Cells.Text("vm")), new("rule", Cells.Text("rule")), new("event", Cells.Text("event_name")), new("kind", Cells.Text("kind")),
            new("tries", Cells.Text("attempts")), new("next", Cells.Time("next_at")), new("answer", Cells.Text("last_status")), new("detail", Cells.Text("last_detail")),
        ],
        (reader, arguments) => reader.Deliveries(new DeliveryFilter
        {
            State = arguments.Text("state"), Target = arguments.Text("target"), Vm = arguments.Text("vm"), Rule = arguments.Text("rule"),
            Limit = arguments.Limit,
        }).Select(d => JsonLines.Row(d)));

    public static readonly Query Audit = new(
        "audit",
        "What operators had done to VMs ('reactor qmp'), and what they were refused, with who and when. Commands that only read are not in it.",
        "reactor audit --vm web1 --since 7d",
        [
            Vm, new("command", "Only this command; * and ? stand for any text", "COMMAND"),
            new("outcome", $"One of {string.Join(", ", AuditOutcomes.All)}", "OUTCOME", Check: OneOf([.. AuditOutcomes.All])), Since, Limit,
        ],
        [
            new("id", Cells.Text("id")), new("at", Cells.Time("at")), new("user", Cells.Text("uid")), new("pid", Cells.Text("pid")), new("vm", Cells.Text("vm")),
            new("command", Cells.Text("command")), new("risk", Cells.Text("risk")), new("outcome", Cells.Text("outcome")),
            new("arguments", Cells.Json("arguments")), new("detail", Cells.Text("detail")),
        ],
        (reader, arguments) => reader.Audit(new AuditFilter
        {
            Vm = arguments.Text("vm"), Command = arguments.Text("command"), Outcome = arguments.Text("outcome"), Since = arguments.Moment("since"),
            Limit = arguments.Limit,
        }).Select(row => JsonLines.Row(row, "arguments")));

    public static readonly IReadOnlyList<Query> All = [Vms, Rules, Events, Alerts, Records, Deliveries, Audit];

    private static string Labels(JsonObject row) => string.Join(", ", (row["labels"] as JsonObject ?? []).Select(label => $"{label.Key}={label.Value}"));

    /// <summary>The run state; where the VM isn't heard, what it was when it last was.</summary>
    private static string Status(JsonObject row) => (string?)row["status"] is not { } status ? "" : (string?)row["state"] is "live" or "standby" ? status : $"was {status}";

    public static Query ByName(string name) => All.Single(q => q.Name == name);

    /// <summary>Whether a VM is meant: by name, by id, or by a glob of either.</summary>
    public static bool Named(string? wanted, string name, string? id) =>
        wanted is null
        || System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(wanted, name, ignoreCase: false)
        || (id is not null && System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(wanted, id, ignoreCase: false));

    // What is kept beside an alert while it is open is nothing to be read.
    private static JsonObject AlertRow(Reactions.Commits.AlertRow alert)
    {
        var row = JsonLines.Row(alert, "key");
        row.Remove("extra");
        return row;
    }

    private static string AlertStateOf(JsonObject row) => row["unverified_since"] is null ? Cells.Text("state")(row) : $"{(string?)row["state"]}, unverified";

    // Whom the firing went to; where it went to nobody, why.
    private static string Told(JsonObject row) => row switch
    {
        _ when row["targets"] is JsonArray { Count: > 0 } targets => string.Join(", ", targets.Select(target => (string?)target)),
        _ when (string?)row["held"] is { } held => $"({held})",
        _ => "nobody",
    };

    private static string Known(string table, StoreReader reader)
    {
        var tables = reader.RecordTables();
        if (tables.Any(t => t.Name == table))
        {
            return table;
        }
        var there = tables.Count == 0 ? "no rule has recorded anything yet" : $"there are {string.Join(", ", tables.Take(20).Select(t => t.Name))}";
        throw new QueryRefusedException($"there is no record table '{table}': {there}");
    }

    private static Func<string, string?> OneOf(params string[] values) =>
        value => values.Contains(value) ? null : $"'{value}' is none of {string.Join(", ", values)}";
}
