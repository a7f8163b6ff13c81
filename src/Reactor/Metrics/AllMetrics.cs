using System.Collections.Immutable;
using System.Globalization;
using Reactor.Actors.Status;
using Reactor.CommandLine;
using Reactor.Output;
using Reactor.Queries;

namespace Reactor.Metrics;

/// <summary>All metrics that there are. Their names and labels are an interface: alert rules and dashboards of others are built on them.</summary>
internal static class AllMetrics
{
    public static readonly IReadOnlyList<Metric> All =
    [
        Gauge("reactor_build_info", "The version that runs, and the engine of its rules; always 1.", ["version", "engine"], s => [new Sample(1, VersionCommand.Current, s.Status.Engine)]),
        Gauge("reactor_start_time_seconds", "When the daemon started, in seconds since 1970.", s => Seconds(s.Status.StartedAt)),
        Gauge("reactor_healthy", "Whether the daemon works; 0: a fault ended its runtime.", s => Flag(s.Status.Fault is null)),

        Gauge("reactor_config_last_reload_successful", "Whether the configuration files, as they were last read, are what runs.", s => Flag(s.Status.Reload is { FailedAt: null })),
        Gauge("reactor_config_last_reload_success_timestamp_seconds", "When the configuration that runs was taken up, in seconds since 1970.", s => Seconds(s.Status.Reload?.LoadedAt ?? s.Status.StartedAt)),
        Gauge("reactor_rules", "Rules that are loaded.", s => s.Status.Rules),

        Gauge("reactor_vms", "VMs, by where their connection stands.", ["state"], s => Enum.GetValues<VmState>().Select(state => new Sample(s.Status.Vms.Count(vm => vm.State == state), Word(state)))),
        Gauge("reactor_vms_silent", "VMs that are connected and don't answer.", s => s.Status.Vms.Count(vm => vm.SilentSince is not null)),
        Gauge("reactor_vms_in_conflict", "VMs that claim what another VM goes by.", s => s.Status.Vms.Count(vm => vm.Conflict is not null)),
        Counter("reactor_vm_connections_total", "Connections to VMs that were made.", s => s.Status.VmTotals.Connections),
        Counter("reactor_events_received_total", "Events that were read and wanted.", s => s.Status.VmTotals.Received),
        Counter("reactor_events_unwanted_total", "Events that nobody wants, dropped unread.", s => s.Status.VmTotals.Unwanted),
        Counter("reactor_events_lost_total", "Wanted events that were dropped; each is covered by a VM_GAP. flood: too many of one name; buffer: the VM's buffer was full.", ["reason"],
            s => [new Sample(s.Status.VmTotals.Flooded, "flood"), new Sample(s.Status.VmTotals.Dropped - s.Status.VmTotals.Flooded, "buffer")]),
        Counter("reactor_events_recovered_total", "Events that were not heard and were recovered from VMs' answers.", s => s.Status.VmTotals.Recovered),
        Counter("reactor_gaps_total", "Gaps that were told (VM_GAP): a VM was not heard for a while, or events of it were lost.", s => s.Status.VmTotals.Gaps),

        Counter("reactor_rule_evaluations_total", "How often a rule had to be decided: events of a name in its `when`, and looks at a VM's state for a rule over that. Of many rules with equal conditions, or over one field, each is counted, though they are decided together.", ["rule"], s => s.Rules.Select(rule => new Sample(rule.SinceStart.Evaluated, rule.Name))),
        Counter("reactor_rule_matches_total", "Matches of a rule.", ["rule"], s => s.Rules.Select(rule => new Sample(rule.SinceStart.Matched, rule.Name))),
        Counter("reactor_rule_firings_total", "Matches of a rule that acted.", ["rule"], s => s.Rules.Select(rule => new Sample(rule.SinceStart.Fired, rule.Name))),
        Counter("reactor_rule_errors_total", "Expressions of a rule that failed.", ["rule"], s => s.Rules.Select(rule => new Sample(rule.SinceStart.Errors, rule.Name))),
        Counter("reactor_rule_dropped_total", "Keys of a rule that were dropped, and deadlines that were refused, because there were too many.", ["rule"], s => s.Rules.Select(rule => new Sample(rule.SinceStart.Dropped, rule.Name))),
        Gauge("reactor_rule_keys", "Keys that a rule holds.", ["rule"], s => s.Rules.Select(rule => new Sample(rule.Keys, rule.Name))),
        Gauge("reactor_rule_quarantined", "Whether a rule is out, because it threw.", ["rule"], s => s.Rules.Select(rule => new Sample(rule.Quarantined ? 1 : 0, rule.Name))),

        Gauge("reactor_alerts", "Open alerts.", ["state", "severity"], s => s.Alerts.Select(count => new Sample(count.Count, count.State, count.Severity))),

        Counter("reactor_delivery_attempts_total", "Attempts at deliveries that ended, by target.", ["target", "result"],
            s => s.Targets.SelectMany(target => (Sample[])[new(target.Delivered, target.Name, "delivered"), new(target.Failed, target.Name, "failed")])),
        Histogram("reactor_event_delivery_duration_seconds", "From the reading of an event to the yes of a target that a rule tells of it; retries, and what holds it back, included. What is said again (ends, repeats, groups, dead letters sent by hand) is not in it. Of what no first try at once delivered, and of rules with scope: fleet, it is from the decision, a moment after the reading.", s => s.Status.EventDeliveryDurations),
        Histogram("reactor_reaction_duration_seconds", "From the reading of an event that rules match until what they decide is durable, which is when its deliveries may begin.", s => s.Status.ReactionDurations),
        Histogram("reactor_delivery_duration_seconds", "From the decision of a delivery, which is when its event was taken in, to its target's yes; retries included. Of all deliveries, what is said again too.", s => s.Status.DeliveryDurations),
        Gauge("reactor_deliveries_pending", "Deliveries that wait, or are being tried.", ["target"], s => s.Targets.Select(target => new Sample(target.Pending, target.Name))),
        Gauge("reactor_deliveries_in_flight", "Attempts under way.", ["target"], s => s.Targets.Select(target => new Sample(target.InFlight, target.Name))),
        Gauge("reactor_delivery_oldest_pending_seconds", "How long ago the oldest delivery was decided that is neither delivered nor dead, however often it was tried or sent again by hand; 0 where there is none.", ["target"],
            s => s.Targets.Select(target => new Sample(s.OldestPending.TryGetValue(target.Name, out var at) ? Math.Max(0, (s.Status.Now - at).TotalSeconds) : 0, target.Name))),
        Gauge("reactor_dead_letters", "Deliveries that were given up and are kept.", ["target"], s => s.Targets.Select(target => new Sample(target.Dead, target.Name))),
        Gauge("reactor_target_state", "1 for the state in which a target is.", ["target", "state"],
            s => s.Targets.SelectMany(target => Enum.GetValues<TargetState>().Select(state => new Sample(target.State == Word(state) ? 1 : 0, target.Name, Word(state))))),

        Gauge("reactor_steps_running", "Commands and programs of rules under way.", ["kind"], s => [new Sample(s.Status.Steps.Commands, "qmp"), new Sample(s.Status.Steps.Programs, "exec")]),
        Counter("reactor_steps_total", "Commands and programs of rules that ended.", ["status"], s => s.Status.Steps.Ended.Select(ended => new Sample(ended.Value, ended.Key))),
        Gauge("reactor_actions_paused", "Pauses of actions in force.", s => s.Status.Pauses.Length),

        Gauge("reactor_store_writable", "Whether the last write to the store succeeded.", s => Flag(s.Status.Store.Writable)),
        Gauge("reactor_store_waiting_commits", "Commits that wait to be written.", s => s.Status.Store.WaitingCommits),
        Gauge("reactor_store_waiting_bytes", "Their approximate size.", s => s.Status.Store.WaitingBytes),
        Counter("reactor_store_commits_total", "Commits that were written.", s => s.Status.Store.Commits),
        Counter("reactor_store_transactions_total", "Transactions that wrote them.", s => s.Status.Store.Groups),
        Histogram("reactor_store_commit_duration_seconds", "Transactions of commits, their sync to the disk included.", s => s.Status.CommitDurations),
        Gauge("reactor_store_file_bytes", "Sizes of the store's files. main: the store itself, which holds room that is free within; wal: what was written and isn't carried over into it yet.", ["file"],
            s => [new Sample(s.Files.Main, "main"), new Sample(s.Files.Log, "wal")]),
        Counter("reactor_store_rows_removed_total", "Rows that were removed from the store, since they were old or too many.", ["kind"], Removed),
        Gauge("reactor_inbox_waiting", "What waits in memory to be taken in by partitions.", s => s.Status.Inbox.Waiting),

        Gauge("reactor_bounds_met", "How often a bound of the daemon's was met since the start, or by how much it is exceeded now: `reactor status` tells what each means and what to do.", ["bound"], Bounds),
        Gauge("reactor_watchers", "Who watches live events.", s => s.Status.Watches.Connected),
        Gauge("reactor_event_streams", "Streams of stored events that are open.", s => s.Doors.Streams.Open),
        Counter("reactor_event_streams_refused_total", "Streams of stored events that were refused, since as many were open as may be.", s => s.Doors.Streams.Refused),
        Counter("reactor_event_streams_dropped_total", "Streams of stored events that ended while something was on its way: their reader was too slow, or went.", s => s.Doors.Streams.Dropped),
        Counter("reactor_event_streams_missed_total", "Streams of stored events that were told that what came after their last one isn't stored any more.", s => s.Doors.Streams.Missed),
        Counter("reactor_http_refused_total", "Requests that the HTTP door refused: for another host, without a token, or beyond its role.", s => s.Doors.Refused),
        Counter("reactor_http_connections_refused_total", "Connections to the HTTP door that were closed at once, since there were too many.", s => s.Doors.Crowded),
        Counter("reactor_control_connections_refused_total", "Connections to the control socket that were closed at once, since there were too many.", s => s.Doors.ControlCrowded),
        Gauge("reactor_http_sessions", "Sessions of the dashboard.", s => s.Doors.Sessions),
        Counter("reactor_http_sessions_dropped_total", "Sessions of the dashboard, and codes for them, that ended since there were too many.", s => s.Doors.SessionsCrowded),

        Counter("reactor_otlp_requests_total", "Requests to the receiver of `otlp`.", ["signal", "result"], s => s.Otlp.Select(count => new Sample(count.Count, count.Signal, count.Result))),
        Counter("reactor_otlp_spans_total", "Spans of traces. taken: by the receiver; refused: by it, for good; dropped: it was down or slow for too long.", ["result"],
            s => [new Sample(s.Status.Traces.Sent, "taken"), new Sample(s.Status.Traces.Refused, "refused"), new Sample(s.Status.Traces.Dropped, "dropped")]),
        Gauge("reactor_otlp_spans_waiting", "Spans that wait to be sent.", s => s.Status.Traces.Waiting),

        Counter("process_cpu_seconds_total", "Processor time of the daemon.", s => s.Process.ProcessorTime.TotalSeconds),
        Gauge("process_resident_memory_bytes", "Memory of the daemon.", s => s.Process.ResidentBytes),
        Gauge("process_start_time_seconds", "When the process started, in seconds since 1970.", s => Seconds(s.Status.StartedAt)),
        Gauge("process_open_fds", "Open files and sockets.", [], s => s.Process.OpenFiles is { } open ? [new Sample(open)] : []),
        Gauge("dotnet_gc_heap_bytes", "Memory that the runtime manages, in use or not collected yet.", s => s.Process.HeapBytes),
    ];

    private static Metric Gauge(string name, string help, string[] labels, Func<MetricSource, IEnumerable<Sample>> read) => new(name, MetricType.Gauge, help, labels, read);

    private static Metric Gauge(string name, string help, Func<MetricSource, double> read) => Gauge(name, help, [], s => [new Sample(read(s))]);

    private static Metric Counter(string name, string help, string[] labels, Func<MetricSource, IEnumerable<Sample>> read) => new(name, MetricType.Counter, help, labels, read);

    private static Metric Counter(string name, string help, Func<MetricSource, double> read) => Counter(name, help, [], s => [new Sample(read(s))]);

    private static Metric Histogram(string name, string help, Func<MetricSource, DurationsStatus> read) => new(name, MetricType.Histogram, help, [], s => Buckets(read(s)));

    private static IEnumerable<Sample> Buckets(DurationsStatus durations)
    {
        var count = 0L;
        for (var i = 0; i < durations.Counts.Length; i++)
        {
            count += durations.Counts[i];
            var bound = i < DurationsStatus.Bounds.Length ? DurationsStatus.Bounds[i].ToString("R", CultureInfo.InvariantCulture) : "+Inf";
            yield return new Sample(count, bound) { Suffix = "_bucket" };
        }
        yield return new Sample(durations.Sum.TotalSeconds) { Suffix = "_sum" };
        yield return new Sample(count) { Suffix = "_count" };
    }

    private static IEnumerable<Sample> Bounds(MetricSource source)
    {
        return MetBounds.Counts(MetBounds.Row(source.Status, source.Doors)).Select(bound => new Sample(bound.Count, bound.Path));
    }

    private static IEnumerable<Sample> Removed(MetricSource source)
    {
        var pruned = source.Status.Pruned;
        return
        [
            new(pruned.Events, "events"), new(pruned.Deliveries, "deliveries"), new(pruned.DeadLetters, "dead_letters"), new(pruned.Alerts, "alerts"),
            new(pruned.Firings, "firings"), new(pruned.Records, "records"), new(pruned.Audit, "audit"),
        ];
    }

    private static double Flag(bool value) => value ? 1 : 0;

    private static double Seconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).TotalSeconds;

    private static string Word(Enum value) => value.ToString().ToLowerInvariant();
}
