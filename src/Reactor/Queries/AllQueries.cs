using System.Text.Json.Nodes;
using Reactor.Actors.Status;
using Reactor.CommandLine;
using Reactor.Operating;
using Reactor.Output;
using Reactor.Reactions.Commits;
using Reactor.Store;
using Reactor.Store.Reading;
using Reactor.Tracing;

namespace Reactor.Queries;

/// <summary>Everything that can be asked.</summary>
internal static class AllQueries
{
    private static readonly QueryParameter Limit = ListLimit();

    private static readonly QueryParameter Since = new(
        "since", $"Not older than this: 10m, 2h, 7d, or a time such as 2026-03-02T10:00:00Z; {TypedTimes.Zone}", "TIME", Check: QueryArguments.CheckMoment);

    private static readonly QueryParameter Until = new(
        "until", "Not newer than this; given as since is", "TIME", Check: QueryArguments.CheckMoment);

    // The lists that have the newest first.
    private static readonly QueryParameter Before = new(
        "before", "Only what is older than the row of this id: the last of a page gives the next", "ID", Check: CheckId);

    // The lists by name.
    private static readonly QueryParameter After = new("after", "Only names after this one: the last of a page gives the next", "NAME");

    private static readonly QueryParameter Vm = new("vm", "Only this VM: its name or id; * and ? stand for any text", "VM");

    private static readonly QueryParameter EventName = new("name", "Only events of this name; * and ? stand for any text", "EVENT");

    private static readonly QueryParameter HoldState = Choice("state", "pending, active or expired", "STATE", "pending", "active", "expired");

    private static readonly QueryParameter Rule = new("rule", "Only this rule; * and ? stand for any text", "RULE");

    public static readonly Query Vms = new(
        "vms",
        "The VMs: whether Reactor hears them, their run state, the last event that it heard since it started (- for none).",
        "reactor vms --state backoff",
        [
            Vm,
            Choice("state", $"Only where the connection stands so: {string.Join(", ", VmSelection.States)}", "STATE", [.. VmSelection.States]),
            new("status", "Only in this run state, such as running or guest-panicked; * and ? stand for any text", "STATUS"),
            new("host", "Only on this host; * and ? stand for any text", "HOST"),
            new("label", "Only with this label: NAME=VALUE, of which * and ? stand for any text", "NAME=VALUE", Check: VmSelection.CheckLabel),
            After, PageLimit("; VMs of one name are not parted"),
        ],
        [
            new("vm", Cells.Text("name")), new("source", Cells.Text("source")) { IsSpare = true }, new("connection", Cells.Text("state")), new("status", Status),
            new("uuid", Cells.Text("uuid")) { IsWhole = true, IsSpare = true },
            new("qemu", Cells.Text("qemu_version")) { IsSpare = true }, new("host", Cells.Text("host")) { IsSpare = true }, new("labels", Cells.Pairs("labels")) { IsSpare = true },
            new("last event since start", row => Cells.Text("last_event")(row) is { Length: > 0 } name ? name : "-") { IsSpare = true }, new("at", Cells.Time("last_event_at")) { IsSpare = true },
            new("events lost", Cells.Text("dropped")) { IsSpare = true }, new("silent since", Cells.Time("silent_since")),
            new("error", row => Cells.Text("conflict")(row) is { Length: > 0 } conflict ? $"{conflict}. {Cells.Text("last_error")(row)}".TrimEnd() : Cells.Text("last_error")(row)),
        ],
        (reader, arguments) => VmSelection.Of(
            reader.Vms().Select(vm => new VmStatus
            {
                Name = vm.Name, Id = vm.Id, Uuid = vm.Uuid, Address = vm.Address, Host = vm.Host, State = VmState.Stopped, Since = vm.SeenAt,
                Status = vm.Status, QemuVersion = vm.QemuVersion,
            }), arguments))
    {
        PagedBy = "name",
    };

    public static readonly Query Rules = new(
        "rules",
        "The rules that run, by name: matches since the start or since a reload changed the rule, keys held, and dropped since there were too many, failures. One that failed inside is quarantined: it runs no more until it is changed. Over a reload, a rule with the same fingerprint keeps its state and its counts.",
        "reactor rules",
        [Rule, After, PageLimit()],
        [
            new("rule", Cells.Text("name")), new("mode", Cells.Text("mode")), new("severity", Cells.Text("severity")), new("matched", Cells.Text("matched")),
            new("fired", Cells.Text("fired")), new("limited", Cells.Text("limited")), new("keys", Cells.Text("keys")), new("dropped", Cells.Text("dropped")), new("errors", Cells.Text("errors")),
            new("quarantined", row => row["quarantined"]?.GetValue<bool>() == true ? "yes" : ""), new("fingerprint", Cells.Text("fingerprint")),
        ],
        (_, _) => throw new QueryRefusedException("reactor is not running: only a running one can tell what became of its rules"))
    {
        PagedBy = "name",
    };

    public static readonly Query Events = new(
        "events",
        "What happened: events that rules matched, changes of state, Reactor's own. The last ones, oldest first. TAKEN IN is when rules saw it, a moment after it was read, of which 'watch' shows the time.",
        "reactor events --vm web1 --since 1h",
        [
            Vm, EventName, Since, Until,
            new("before", "Only what is before the event of this id: the first of a page gives the one before", "ID", Check: CheckId),
            new("after", "Only what was written after the event of this id; then the first ones are given, in the order of writing", "ID", Check: CheckId), Limit,
        ],
        [
            new("taken in", Cells.Time("at")), new("vm", Cells.Text("vm")), new("event", Cells.Text("name")),
            new("origin", Cells.Text("origin")), new("rules", Cells.Text("matched")), new("data", Cells.Json("data")), Column.Id(),
        ],
        (reader, arguments) => Found(() => reader.Events(new EventFilter
        {
            Vm = arguments.Text("vm"), Name = arguments.Text("name"), Since = arguments.Moment("since"), Until = arguments.Moment("until"), Before = arguments.Text("before"), After = arguments.Text("after"), Limit = arguments.Limit,
        })).Select(EventRow));

    /// <summary>What an endless answer of events takes; the API alone has it.</summary>
    public static readonly IReadOnlyList<QueryParameter> EventStream =
        [Vm, EventName, new("after", "Begins after the event of this id. Default: from now on. A header Last-Event-ID counts instead of it", "ID", Check: CheckId)];

    public static readonly Query Alerts = new(
        "alerts",
        "Alerts, firing, acknowledged and resolved, and who was told. TO says who was told; in parentheses who is told later, and when; and 'nobody' where nobody is told: something holds the notification, the alert ended before, or no target is named and no route takes it. BY is who acknowledged it. 'unverified': it is so after a gap as it was before, and may have ended and begun again in it.",
        "reactor alerts --state open",
        [
            Choice("state", "firing, acknowledged, resolved, or open for the first two", "STATE", [.. AlertStates.All, "open"]),
            new("uid", "Only alerts whose name begins so", "ALERT"), Vm, Rule, Since, Until, Before, Limit,
        ],
        [
            new("alert", AlertRows.Short), new("state", AlertRows.State), new("severity", Cells.Text("severity")), new("since", Cells.Time("starts_at")), new("ended", Cells.Time("ends_at")) { IsSpare = true },
            new("vm", Cells.Text("vm_name")), new("rule", Cells.Text("rule")), new("times", Cells.Text("count")),
            new("to", AlertRows.Told), new("by", AlertRows.By), new("resolved by", Cells.Text("resolved_by")), new("summary", Cells.Text("summary")),
        ],
        (reader, arguments) => Found(() => AlertRows.Of(
            reader,
            new AlertFilter
            {
                State = arguments.Text("state"), Uid = arguments.Text("uid"), Vm = arguments.Text("vm"), Rule = arguments.Text("rule"),
                Since = arguments.Moment("since"), Until = arguments.Moment("until"), Before = arguments.Text("before") is { } before ? AlertActs.Meant(reader, before).Uid : null, Limit = arguments.Limit,
            },
            arguments.Now)));

    public static readonly Query Silences = new(
        "silences",
        "Silences, those that are over too. ALERTS is how many open alerts one means now.",
        "reactor silence list",
        [HoldState, Before, Limit],
        HoldRows.Columns,
        (reader, arguments) => Holds(reader, InboxKinds.Silence, arguments));

    public static readonly Query Maintenances = new(
        "maintenances",
        "Maintenances, those that are over too. ALERTS is how many open alerts of its VMs there are now.",
        "reactor maintenance list",
        [HoldState, Before, Limit],
        HoldRows.Columns,
        (reader, arguments) => Holds(reader, InboxKinds.Maintenance, arguments));

    public static readonly Query Records = new(
        "records",
        "Rows of a record table; without a table, which tables there are.",
        "reactor records ost --vm db1",
        [
            new("table", "The table", "TABLE", Positional: true), OfTable(Vm), OfTable(Since), OfTable(Until),
            OfTable(new("before", "Only what is behind the row with this `cursor` (the command line shows it in -o json): the last of a page gives the next", "CURSOR", Check: text => RecordCursor.Parse(text) is null ? $"'{text}' is no `cursor` of a row" : null)),
            OfTable(ListLimit("; rows of one firing are not parted")),
        ],
        [],
        (reader, arguments) => arguments.Text("table") is { } table
            ? reader.Records(Known(table, reader), new RecordFilter
            {
                Vm = arguments.Text("vm"), Since = arguments.Moment("since"), Until = arguments.Moment("until"), Before = arguments.Text("before") is { } before ? RecordCursor.Parse(before) : null, Limit = arguments.Limit,
            }).Select(RecordRow)
            : reader.RecordTables().Select(t => JsonLines.Row(t)));

    public static readonly Query Deliveries = new(
        "deliveries",
        "What is sent to targets: delivered, waiting, given up (dead), and held back (muted). 'show' tells all of one, 'retry' has dead ones sent once more.",
        "reactor deliveries --state dead --since 1h",
        [
            Choice("state", "pending, delivered, dead or muted", "STATE", "pending", "delivered", "dead", "muted"),
            new("target", "Only this target; * and ? stand for any text", "TARGET"), Vm, Rule, Since, Until, Before, Limit,
        ],
        [
            Column.Id("webhook_id"), new("decided", Cells.Time("created_at")), new("state", HeldState), new("target", Cells.Text("target")),
            new("vm", Cells.Text("vm")), new("rule", Cells.Text("rule")), new("event", Cells.Text("event_name")), new("kind", Cells.Text("kind")),
            new("tries", Cells.Text("attempts")), new("next", Cells.Time("next_at")), new("answer", Cells.Text("last_status")), new("detail", Cells.Text("last_detail")),
        ],
        (reader, arguments) => Found(() => reader.Deliveries(new DeliveryFilter
        {
            State = arguments.Text("state"), Target = arguments.Text("target"), Vm = arguments.Text("vm"), Rule = arguments.Text("rule"),
            Since = arguments.Moment("since"), Until = arguments.Moment("until"), Before = arguments.Text("before"), Limit = arguments.Limit,
        })).Select(d => JsonLines.Row(d)));

    private static string HeldState(JsonObject row) => (string?)row["held_by"] is { } hold ? $"{row["state"]} (held by {hold})" : $"{row["state"]}";

    public static readonly Query Targets = new(
        "targets",
        "Where deliveries go: whether it works (active, failing, open: left alone for a while, disabled: it answered 410, unknown: not configured), what waits, what was given up. 'enable' calls a disabled one again, and has one that is left alone tried at once.",
        "reactor targets",
        [],
        [
            new("target", Cells.Text("name")), new("kind", Cells.Text("kind")), new("state", Cells.Text("state")), new("since", Cells.Time("since")),
            new("pending", Cells.Text("pending")), new("dead", Cells.Text("dead")), new("in flight", Cells.Text("in_flight")), new("next try", Cells.Time("next_try")),
            new("last success", Cells.Time("last_success")), new("last error", Cells.Text("last_error")),
        ],
        (reader, _) => TargetSummary.Of(reader.Targets(), []).Select(target => JsonLines.Row(target)));

    public static readonly Query Audit = new(
        "audit",
        "What operators had done (commands to VMs, alerts, silences, maintenances, pauses, reloads, dead letters, targets), and what they were refused, with who and when. Commands that only read are not in it.",
        "reactor audit --vm web1 --since 7d",
        [
            Vm, new("command", "Only this command; * and ? stand for any text", "COMMAND"),
            Choice("outcome", $"One of {string.Join(", ", AuditOutcomes.All)}", "OUTCOME", [.. AuditOutcomes.All]), Since, Until, Before, Limit,
        ],
        [
            Column.Id(), new("at", Cells.Time("at")), new("user", row => AskedBy.Uid((long?)row["uid"]) ?? ""), new("pid", Cells.Text("pid")), new("via", Cells.Text("via")), new("vm", Cells.Text("vm")),
            new("command", Cells.Text("command")), new("risk", Cells.Text("risk")), new("outcome", Cells.Text("outcome")),
            new("arguments", Cells.Json("arguments")), new("detail", Cells.Text("detail")),
        ],
        (reader, arguments) => Found(() => reader.Audit(new AuditFilter
        {
            Vm = arguments.Text("vm"), Command = arguments.Text("command"), Outcome = arguments.Text("outcome"), Since = arguments.Moment("since"),
            Until = arguments.Moment("until"), Before = arguments.Text("before"), Limit = arguments.Limit,
        })).Select(row => JsonLines.Row(row, "arguments")));

    public static readonly Query Actions = new(
        "actions",
        "What operators have paused: these commands and programs of rules are held.",
        "reactor actions list",
        [],
        [
            Column.Id(), new("paused", PauseLines.Scope), new("since", Cells.Time("at")), new("by", Cells.Text("by")),
            new("reason", Cells.Text("reason")),
        ],
        (reader, _) => reader.Pauses().Select(pause => JsonLines.Row(pause)));

    public static readonly Query Trace = new(
        "trace",
        "One event and all that followed from it: rules that fired, alerts, deliveries and their tries, commands and programs, records, and what operators did meanwhile.",
        "reactor events show msg_2f9c",
        [new("id", "An id of the event, or of what followed from it", "ID", Positional: true) { IsRequired = true }],
        [],
        (reader, arguments) => [Found(() => TraceRow.Of(Traces.Find(reader, arguments.Text("id") ?? throw new RequestRefusedException("`id` is wanted, of the event or of what followed from it"))))]);

    public static readonly Query Explain = new(
        "explain",
        "Why the rules that run, by name, match a stored event, or don't: each condition, its parts, and what they saw. As if it were the first event that they see; and, in `fired`, what fired when it came.",
        "reactor explain EVENT",
        [
            new("event", "The id of a stored event. Default, with the name of one rule: the newest of the last ones that the rule's when names on which it did not fire", "ID"),
            new("rule", "Only this rule; with an event, * and ? stand for any text", "RULE"), After, Limit,
        ],
        [],
        (_, _) => throw new QueryRefusedException("reactor is not running: only a running one can tell what its rules make of an event"));

    /// <summary>Those that have a command of their name.</summary>
    public static readonly IReadOnlyList<Query> All = [Vms, Rules, Events, Alerts, Silences, Maintenances, Records, Deliveries, Targets, Audit];

    /// <summary>All that the control socket answers.</summary>
    public static readonly IReadOnlyList<Query> Answered = [.. All, Actions, Trace, Explain];

    /// <summary>An event as it is given.</summary>
    public static JsonObject EventRow(StoredEvent stored) => JsonLines.Row(stored, "data");

    private static JsonObject RecordRow(StoredRecord stored)
    {
        var row = JsonLines.Row(stored, "key", "fields");
        row["cursor"] = RecordCursor.Of(stored).ToString();
        return row;
    }

    /// <summary>The run state; where the VM isn't heard, what it was when it last was.</summary>
    private static string Status(JsonObject row) => (string?)row["status"] is not { } status ? "" : (string?)row["state"] is "live" or "standby" ? status : $"was {status}";

    public static Query ByName(string name) => All.Single(q => q.Name == name);

    /// <summary>Whether a VM is meant: by name, by id, or by a glob of either.</summary>
    public static bool Named(string? wanted, string name, string? id) =>
        wanted is null
        || System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(wanted, name, ignoreCase: false)
        || (id is not null && System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(wanted, id, ignoreCase: false));

    private static IEnumerable<JsonObject> Holds(StoreReader reader, string kind, QueryArguments arguments) =>
        Found(() => HoldRows.Of(reader, kind, arguments.Text("state"), arguments.Text("before"), arguments.Limit, arguments.Now));

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

    // The store's reader says so where an id is of nothing that is kept.
    internal static T Found<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ArgumentException e)
        {
            throw new QueryRefusedException(e.Message);
        }
    }

    private static QueryParameter ListLimit(string more = "") =>
        new("limit", $"Rows at the most, 1 to {QueryArguments.MaximumLimit}{more}. Default: {QueryArguments.DefaultLimit}", "N", Check: QueryArguments.CheckLimit) { IsNumber = true };

    // Of what the command line follows the pages, unless it is told how many.
    private static QueryParameter PageLimit(string more = "") =>
        new("limit", $"Rows at the most, 1 to {QueryArguments.MaximumLimit}{more}. Default: {QueryArguments.DefaultLimit} by HTTP, all on the command line", "N", Check: QueryArguments.CheckLimit) { IsNumber = true };

    // Every id begins with nothing.
    private static string? CheckId(string text) => text.Length == 0 ? "is empty: the id of a row is wanted, or how it begins" : null;

    private static QueryParameter OfTable(QueryParameter parameter) => parameter with { Beside = "table" };

    private static QueryParameter Choice(string name, string description, string helpName, params string[] values) =>
        new(name, description, helpName, Check: value => values.Contains(value) ? null : $"'{value}' is none of {string.Join(", ", values)}") { Values = values };
}
