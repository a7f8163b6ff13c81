using System.Text.Json.Nodes;
using Reactor.Actors.Status;
using Reactor.Metrics;
using Reactor.Output;

namespace Reactor.Queries;

/// <summary>A bound of the daemon's that was met.</summary>
/// <param name="Count">How often since the start, or how many there are.</param>
/// <param name="What">What was met, for people.</param>
/// <param name="Todo">What to do.</param>
internal sealed record MetBound(long Count, string What, string Todo);

/// <summary>Reads from a running daemon's status which bounds it has met.</summary>
internal static class MetBounds
{
    private static readonly (string Path, string What, string Todo)[] s_all =
    [
        ("vms.dropped", "events of VMs that were lost, since they came too fast or did not fit", "see which VMs in 'reactor vms', and VM_GAP and VM_FLOOD in 'reactor events'"),
        ("connects.read_apart", "connections to VMs that are read each by itself, since no descriptor or thread was left to read them together", "raise LimitNOFILE, TasksMax or fs.epoll.max_user_watches, then restart"),
        ("connects.beyond_bounds", "connections to VMs that were ended, since a message was too long, nested too deep or had too many members", "the log tells of which VMs: what speaks there is no QEMU, or said more than any is known to"),
        ("vms.outgrown", "parts of a VM's state that were too many to be followed, and are not recovered after a gap", "see which VMs in 'reactor vms -o json' (outgrown)"),
        ("partitions.events_waiting", "events that led to nothing and wait to be written", "nothing: they are written with what comes next"),
        ("partitions.events_not_kept", "events that led to nothing and were not kept", "nothing: they are missing in 'reactor events' alone"),
        ("partitions.keys_dropped", "keys of rules that were dropped with what they had counted, and deadlines that were refused, since a rule had too many", "see which rules in 'reactor rules' (dropped), and give them a narrower by or a shorter within"),
        ("partitions.alerts_refused", "alerts that were not opened, since their VM has as many open ones as it may have", "the log tells of which rule: give it a narrower by, or its alert a resolved_by"),
        ("partitions.opening_events_dropped", "events that opened an alert and were too large to be kept: a resolved_by that asks for them does not end it", "end those alerts by 'reactor alerts resolve', and ask for less in the rule"),
        ("partitions.alerts_told_alone", "alerts that were told alone, since there are as many groups, or alerts in them, as there may be", "give the routes a narrower group_by, or fewer alerts"),
        ("partitions.holds_refused", "silences, maintenances and inhibiting alerts for which a partition had no room, so that they don't hold its alerts", "end some silences and maintenances, or let fewer alerts inhibit"),
        ("partitions.bodies_cut", "deliveries in whose body the longest texts were cut, since it had more than 1 MiB", "the log tells of which rule: put less of the event's data into the body"),
        ("partitions.bodies_replaced", "deliveries that got the standard payload, since their own body had more than 1 MiB even so", "the log tells of which rule: put less of the event's data into the body"),
        ("partitions.records_refused", "rows that were too large to be recorded", "the log tells of which rule: record less"),
        ("partitions.facts_refused", "facts that were not set, since their VM has as many as it may have", "let rules use fewer names of facts for one VM"),
        ("partitions.fact_echoes_dropped", "changes of facts that rules did not see at once, since one event made too many", "see which rules set facts that set off others in a circle"),
        ("partitions.runs_refused", "runs of steps that were not begun, since too many went on", "the log tells of which rule and VM: limit it, or make its steps shorter"),
        ("partitions.steps_cut", "programs that were not given all that was said, since it would have been too long", "the log tells which: see the limits of exec"),
        ("partitions.results_truncated", "results of steps of which something had no room", "let the program print less, or gather less"),
        ("partitions.notices_not_logged", "lines about VMs that are missing in the log, since one VM caused too many", "nothing: what they told of is counted"),
        ("rule_counts_forgotten", "removed rules whose counts were forgotten, since there were too many: brought back they count from nothing", "nothing, unless names of rules are made by a program: let it use the same ones"),
        ("partitions.snapshots_too_large", "snapshots that were too large, so that the next start takes longer", "give the rules with the most keys ('reactor rules') a narrower by or a shorter within"),
        ("inbox.left_in_store", "inputs that did not fit in memory and waited in the store", "nothing, unless it goes on: then fewer rules with scope: fleet, or a quicker disk"),
        ("inbox.passed_over", "inputs that led to nothing, since they were damaged, or for a rule that was changed meanwhile", "the log tells of each"),
        ("store.held_batches", "batches that wait because too much is unwritten", "look after the disk of the store: it is slow, full or locked"),
        ("watches.missed", "events that a watcher missed, since it read too slowly", "narrow 'reactor watch' by VM, --event or --if"),
        ("watches.refused", "watchers that were refused, since too many watched", "end some"),
        ("traces.dropped", "pieces of traces that were dropped, since the receiver of otlp is down or too slow", "see that it runs, or send fewer (otlp: {traces: {ratio: 0.1}})"),
        ("traces.refused", "pieces of traces that the receiver of otlp refused", "the log tells why"),
        ("discovery.skipped", "sockets that are not watched, since there are too many", "narrow discover"),
        ("discovery.unusable", "sockets whose path is too long, or beyond what one look takes in", "use shorter paths, or narrow discover"),
        ("discovery.hanging", "folders whose file system doesn't answer, where no VMs are discovered", "see that its server is there, or unmount it"),
        ("discovery.unwatched", "folders in which changes are seen late", "raise fs.inotify.max_user_watches"),
        ("dial_in.skipped", "calls of VMs that are not watched, since there are too many", "watch fewer VMs here"),
        ("dial_in.refused", "calls of users that are not let in", "see allow_uids under listen"),
        ("dial_in.crowded", "calls of a process that had too many open", "the log tells which process"),
        ("dial_in.overclaimed", "calls of a process that has said already that it is too many other VMs", "the log tells which process"),
        ("dial_in.too_soon", "calls of VMs whose connections end soon again and again, and that called before they were let in again", "see which VMs in 'reactor vms': their QEMU restarts, or gives its connection up, again and again"),
        ("doors.crowded", "connections to the HTTP door that were closed at once, since there were too many", "see who connects: one address may hold them all"),
        ("doors.control_crowded", "connections to the control socket that were closed at once, since there were too many", "end some 'reactor watch', or see which program asks"),
        ("doors.sessions_crowded", "sessions of the dashboard, and codes for them, that ended since there were too many", "sign in anew, and out where it isn't used any more"),
        ("doors.streams.refused", "streams of stored events that were refused, since as many were open as may be", "close dashboards, or see which program asks"),
    ];

    /// <summary>A status to be read from, without its VMs one by one: as their sums.</summary>
    public static JsonObject Row(RuntimeStatus status, DoorUse doors)
    {
        var row = JsonLines.Row(status with { Vms = [] });
        row["vms"] = new JsonArray(new JsonObject { ["dropped"] = status.Vms.Sum(vm => vm.Dropped), ["outgrown"] = status.Vms.Sum(vm => vm.Outgrown) });
        row["doors"] = JsonLines.Row(doors);
        return row;
    }

    /// <summary>Where in the status the counters stand.</summary>
    public static IEnumerable<string[]> Paths => s_all.Select(bound => bound.Path.Split('.'));

    /// <summary>Those that were met.</summary>
    public static IEnumerable<MetBound> Of(JsonObject status) =>
        from bound in s_all
        let count = Count(status, bound.Path.Split('.'))
        where count > 0
        select new MetBound(count, bound.What, bound.Todo);

    /// <summary>How often each was met.</summary>
    public static IEnumerable<(string Path, long Count)> Counts(JsonObject status) => s_all.Select(bound => (bound.Path, Count(status, bound.Path.Split('.'))));

    private static long Count(JsonNode? at, string[] path) => at switch
    {
        JsonArray rows => rows.Sum(row => Count(row, path)),
        JsonObject part => Count(part[path[0]], path[1..]),
        _ => (long?)at ?? 0,
    };
}
