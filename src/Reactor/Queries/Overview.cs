using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Reactor.Actors.Status;
using Reactor.Api;
using Reactor.CommandLine;
using Reactor.Metrics;
using Reactor.Output;
using Reactor.Store.Reading;

namespace Reactor.Queries;

/// <summary>The fleet at a glance, as one row.</summary>
internal static class Overview
{
    /// <summary>Hosts, and targets, that are told one by one.</summary>
    public const int Most = 50;

    /// <summary>Makes it.</summary>
    /// <param name="status">What the daemon knows.</param>
    /// <param name="counts">What the store has.</param>
    /// <param name="rates">What came and went.</param>
    /// <param name="doors">What was counted at the doors.</param>
    /// <param name="silences">Silences in force.</param>
    /// <param name="maintenances">Maintenances in force.</param>
    public static JsonObject Row(RuntimeStatus status, StoreCounts counts, ImmutableArray<RateSample> rates, DoorUse doors, long silences, long maintenances) => new()
    {
        ["version"] = VersionCommand.Current,
        ["started_at"] = status.StartedAt,
        ["now"] = status.Now,
        ["fault"] = status.Fault,
        ["rules"] = status.Rules,
        ["engine"] = status.Engine,
        ["reload_failed_at"] = status.Reload?.FailedAt,
        ["pauses"] = status.Pauses.Length,
        ["vms"] = Vms(status.Vms),
        ["alerts"] = new JsonArray([.. counts.Alerts.Select(alert => JsonLines.Row(alert))]),
        ["deliveries"] = Deliveries(TargetSummary.Of(counts.Targets, status.Targets)),
        ["holds"] = new JsonObject { ["silences"] = silences, ["maintenances"] = maintenances },
        ["rates"] = new JsonObject
        {
            ["step_seconds"] = RateSamples.Step.TotalSeconds,
            ["events"] = new JsonArray([.. rates.Select(rate => (JsonNode)rate.Events)]),
            ["deliveries"] = new JsonArray([.. rates.Select(rate => (JsonNode)rate.Deliveries)]),
        },
        ["store"] = JsonLines.Row(status.Store),
        ["streams"] = new JsonObject { ["open"] = doors.Streams.Open, ["most"] = EventStreamApi.Most, ["refused"] = doors.Streams.Refused },
        ["bounds"] = new JsonArray([.. MetBounds.Of(MetBounds.Row(status, doors)).Select(bound => JsonLines.Row(bound))]),
    };

    /// <summary>Whether somebody may have to look after a target in this state.</summary>
    public static bool NeedsCare(string? state) => state is not (null or "active");

    private static JsonObject Vms(ImmutableArray<VmStatus> vms)
    {
        var hosts = vms.CountBy(vm => vm.Host).OrderByDescending(host => host.Value).ThenBy(host => host.Key, StringComparer.Ordinal).ToList();
        var live = vms.Where(vm => vm.State == VmState.Live).CountBy(vm => vm.Host).ToDictionary();
        return new JsonObject
        {
            ["total"] = vms.Length,
            ["by_state"] = Counted(vms.CountBy(vm => VmSelection.Word(vm.State))),
            ["by_status"] = Counted(vms.Where(vm => vm.Status is not null).CountBy(vm => vm.Status!)),
            ["silent"] = vms.Count(vm => vm.SilentSince is not null),
            ["in_conflict"] = vms.Count(vm => vm.Conflict is not null),
            ["hosts"] = new JsonArray([.. hosts.Take(Most).Select(host => new JsonObject { ["host"] = host.Key, ["vms"] = host.Value, ["live"] = live.GetValueOrDefault(host.Key) })]),
            ["more_hosts"] = Math.Max(0, hosts.Count - Most),
        };
    }

    // Those with most to look after first.
    private static JsonObject Deliveries(IEnumerable<TargetSummary> summaries)
    {
        var targets = summaries.OrderByDescending(target => NeedsCare(target.State)).ThenByDescending(target => target.Dead).ThenByDescending(target => target.Pending).ThenBy(target => target.Name, StringComparer.Ordinal).ToList();
        return new JsonObject
        {
            ["pending"] = targets.Sum(target => target.Pending),
            ["dead"] = targets.Sum(target => target.Dead),
            ["targets"] = new JsonArray([.. targets.Take(Most).Select(target => new JsonObject
            {
                ["target"] = target.Name, ["state"] = target.State, ["pending"] = target.Pending, ["dead"] = target.Dead, ["delivered"] = target.Delivered, ["failed"] = target.Failed,
            })]),
            ["more_targets"] = Math.Max(0, targets.Count - Most),
        };
    }

    private static JsonObject Counted(IEnumerable<KeyValuePair<string, int>> counts) =>
        new(counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal).Take(Most).Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value)));
}
