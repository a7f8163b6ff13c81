using System.Collections.Immutable;
using Reactor.Reactions.Steps;

namespace Reactor.Reactions.Partitions;

/// <summary>What a partition has counted since it started. Immutable: a picture of one moment.</summary>
public sealed record PartitionCounters
{
    /// <summary>Inputs taken.</summary>
    public long Inputs { get; init; }

    /// <summary>Inputs logged because they changed the engine's or an alert's state.</summary>
    public long Logged { get; init; }

    /// <summary>Events kept for people to read.</summary>
    public long EventsKept { get; init; }

    /// <summary>Events that no rule matched and that were more than a VM may have kept.</summary>
    public long EventsNotKept { get; init; }

    /// <summary>Kept events that wait to be written.</summary>
    public long EventsWaiting { get; init; }

    /// <summary>Firings.</summary>
    public long Firings { get; init; }

    /// <summary>Matches that a limit held back.</summary>
    public long Limited { get; init; }

    /// <summary>Alerts opened.</summary>
    public long AlertsOpened { get; init; }

    /// <summary>Alerts resolved.</summary>
    public long AlertsResolved { get; init; }

    /// <summary>Alerts that were not opened because the VM has as many as it may have.</summary>
    public long AlertsRefused { get; init; }

    /// <summary>Alerts that are open now.</summary>
    public long AlertsOpen { get; init; }

    /// <summary>Deliveries decided.</summary>
    public long Deliveries { get; init; }

    /// <summary>Deliveries whose body was too large, so that the longest texts in it were cut.</summary>
    public long BodiesCut { get; init; }

    /// <summary>Deliveries whose body was too large and got the standard payload.</summary>
    public long BodiesReplaced { get; init; }

    /// <summary>Rows not recorded because they were too large.</summary>
    public long RecordsRefused { get; init; }

    /// <summary>Limit keys dropped because a rule had too many: such a key may act again before its interval is over.</summary>
    public long LimitKeysEvicted { get; init; }

    /// <summary>Notices of Reactor's own that were not logged because their VM caused too many.</summary>
    public long NoticesNotLogged { get; init; }

    /// <summary>First notifications of alerts that were held when they opened.</summary>
    public long NotificationsHeld { get; init; }

    /// <summary>Deliveries stored and never sent, since they were decided while notifications were held.</summary>
    public long DeliveriesMuted { get; init; }

    /// <summary>Firings of rules in shadow.</summary>
    public long ShadowFirings { get; init; }

    /// <summary>Limits whose span ended with matches held back.</summary>
    public long LimitEnds { get; init; }

    /// <summary>Pattern keys dropped because a rule had too many: what they had counted is lost.</summary>
    public long PatternKeysEvicted { get; init; }

    /// <summary>Deadlines refused because a rule had too many: they will not fire.</summary>
    public long DeadlinesRefused { get; init; }

    /// <summary>Opening events of alerts that were too large to be kept: no resolver that asks for them ends those alerts.</summary>
    public long OpeningEventsDropped { get; init; }

    /// <summary>Facts that were not set because their VM has as many as it may have.</summary>
    public long FactsRefused { get; init; }

    /// <summary>Changes of facts that the engine was not shown at once because one input caused too many.</summary>
    public long FactEchoesDropped { get; init; }

    /// <summary>Silences, maintenances and inhibiting alerts refused because there are as many as there may be: they hold nothing.</summary>
    public long HoldsRefused { get; init; }

    /// <summary>Inbox rows taken.</summary>
    public long InboxTaken { get; init; }

    /// <summary>Inbox rows taken that nothing could be done with: of an unknown kind, or damaged.</summary>
    public long InboxUnreadable { get; init; }

    /// <summary>Events on their way to a fleet rule that led to nothing, since the rule was removed, disabled or edited meanwhile.</summary>
    public long FleetHitsPassedOver { get; init; }

    /// <summary>How often it was asked whether a silence means an alert, or what holds an alert's notification.</summary>
    public long HoldsAsked { get; init; }

    /// <summary>Snapshots not written because the state is larger than one may be: the log is kept instead, and a start takes longer.</summary>
    public long SnapshotsTooLarge { get; init; }

    /// <summary>Notifications of groups of alerts.</summary>
    public long GroupsTold { get; init; }

    /// <summary>Alerts told alone since there are as many groups, or alerts in them, as there may be.</summary>
    public long GroupedAlertsRefused { get; init; }

    /// <summary>Alerts told again since they still fired.</summary>
    public long Repeats { get; init; }

    /// <summary>Groups of alerts now.</summary>
    public long Groups { get; init; }

    /// <summary>Alerts in groups now.</summary>
    public long GroupedAlerts { get; init; }

    /// <summary>Open alerts whose first notification is held now.</summary>
    public long AlertsHeld { get; init; }

    /// <summary>Silences now.</summary>
    public long Silences { get; init; }

    /// <summary>Maintenances now.</summary>
    public long Maintenances { get; init; }

    /// <summary>Open alerts, of all partitions, that hold others now.</summary>
    public long Inhibitors { get; init; }

    /// <summary>Facts that are set now.</summary>
    public long Facts { get; init; }

    /// <summary>Per rule's name: expressions that failed at run time, since the last reload as what the engine counts.</summary>
    public ImmutableSortedDictionary<string, long> EvaluationErrors { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>What the runs of steps counted.</summary>
    public StepCounters Steps { get; init; } = new();

    /// <summary>Names of the rules that threw and are not run any more.</summary>
    public ImmutableSortedSet<string> Quarantined { get; init; } = [];
}
