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
