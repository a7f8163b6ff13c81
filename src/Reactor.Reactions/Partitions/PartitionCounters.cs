using System.Collections.Immutable;

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

    /// <summary>Deliveries whose body was too large and got the standard payload.</summary>
    public long BodiesReplaced { get; init; }

    /// <summary>Rows not recorded because they were too large.</summary>
    public long RecordsRefused { get; init; }

    /// <summary>Limit keys dropped because a rule had too many: such a key may act again before its interval is over.</summary>
    public long LimitKeysEvicted { get; init; }

    /// <summary>Notices of Reactor's own that were not logged because their VM caused too many.</summary>
    public long NoticesNotLogged { get; init; }

    /// <summary>Per rule's name: expressions that failed at run time.</summary>
    public ImmutableSortedDictionary<string, long> EvaluationErrors { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Names of the rules that threw and are not run any more.</summary>
    public ImmutableSortedSet<string> Quarantined { get; init; } = [];
}
