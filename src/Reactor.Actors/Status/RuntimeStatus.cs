using System.Collections.Immutable;
using Reactor.Actors.Steps;
using Reactor.Actors.Tracing;
using Reactor.Actors.Watching;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Loading;
using Reactor.Store;

namespace Reactor.Actors.Status;

/// <summary>What the running daemon knows of itself at one moment. Immutable.</summary>
public sealed record RuntimeStatus
{
    /// <summary>When it started. Engine time.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Engine time of this snapshot.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Rules that are loaded.</summary>
    public required int Rules { get; init; }

    /// <summary>What runs them: <c>default</c>, or <c>nrules</c>.</summary>
    public string Engine { get; init; } = LoadOptions.DefaultEngine;

    /// <summary>Names of those in code.</summary>
    public ImmutableArray<string> CodeRules { get; init; } = [];

    /// <summary>The configured VMs, by name.</summary>
    public ImmutableArray<VmStatus> Vms { get; init; } = [];

    /// <summary>What was counted of all VMs, those that are forgotten by now included.</summary>
    public VmTotals VmTotals { get; init; } = VmTotals.None;

    /// <summary>Targets that had deliveries since the start or before it, by name.</summary>
    public ImmutableArray<TargetStatus> Targets { get; init; } = [];

    /// <summary>The store.</summary>
    public required StoreStatus Store { get; init; }

    /// <summary>Which configuration runs; null before the start is over.</summary>
    public ReloadStatus? Reload { get; init; }

    /// <summary>What partitions keep, and the bounds that they met. As it was at most a second ago.</summary>
    public PartitionBounds Partitions { get; init; } = PartitionBounds.None;

    /// <summary>Counts of rules that were removed, forgotten since the start because there were too many: such a rule counts from nothing where it is brought back.</summary>
    public long RuleCountsForgotten { get; init; }

    /// <summary>What partitions have said to each other.</summary>
    public InboxStatus Inbox { get; init; } = new();

    /// <summary>What became of the commands and programs of rules.</summary>
    public StepExecutionStatus Steps { get; init; } = new();

    /// <summary>What operators have paused: these commands and programs of rules are held.</summary>
    public ImmutableArray<ActionPause> Pauses { get; init; } = [];

    /// <summary>Who watches live events.</summary>
    public WatchStatus Watches { get; init; } = new();

    /// <summary>What becomes of traces; nothing of them where none are sent.</summary>
    public TraceStatus Traces { get; init; } = new();

    /// <summary>What was removed from the store since the start, since it was old or too much.</summary>
    public PruneResult Pruned { get; init; } = PruneResult.None;

    /// <summary>How VMs are found.</summary>
    public DiscoveryStatus Discovery { get; init; } = new();

    /// <summary>What became of calls of VMs.</summary>
    public DialInStatus DialIn { get; init; } = new();

    /// <summary>Connections that are being made.</summary>
    public ConnectStatus Connects { get; init; } = new(0, 0, 0);

    /// <summary>How long transactions of commits took.</summary>
    public DurationsStatus CommitDurations { get; init; } = DurationsStatus.None;

    /// <summary>How long it took from the reading of an event that rules matched until what they decided was durable.</summary>
    public DurationsStatus ReactionDurations { get; init; } = DurationsStatus.None;

    /// <summary>How long it took from the decision of a delivery to its target's yes, retries included.</summary>
    public DurationsStatus DeliveryDurations { get; init; } = DurationsStatus.None;

    /// <summary>How long it took from the reading of an event to the yes of a target that was told of it, retries included. What is said again is not among them.</summary>
    public DurationsStatus EventDeliveryDurations { get; init; } = DurationsStatus.None;

    /// <summary>The fault that stops the daemon; null while there is none.</summary>
    public string? Fault { get; init; }
}

/// <summary>Connections to VMs that are being made. So many at a time; the others wait for their turn.</summary>
/// <param name="Inside">Being made.</param>
/// <param name="Waiting">Waiting for their turn.</param>
/// <param name="MostInside">Most that were being made at once since the start.</param>
public sealed record ConnectStatus(int Inside, int Waiting, int MostInside)
{
    /// <summary>Connections since the start that are read each by itself, since no descriptor or thread was left to read them together.</summary>
    public long ReadApart { get; init; }

    /// <summary>Connections since the start that were ended, since a message on them was too long, nested too deep, or had too many members.</summary>
    public long BeyondBounds { get; init; }
}

/// <summary>What waits to be taken in by partitions: matches of rules over several VMs, results, what operators say.</summary>
public sealed record InboxStatus
{
    /// <summary>Rows that wait in memory.</summary>
    public long Waiting { get; init; }

    /// <summary>Rows since the start that did not fit in memory and stayed in the store for a while.</summary>
    public long LeftInStore { get; init; }

    /// <summary>Rows since the start that led to nothing: damaged, or events for a rule over several VMs that was edited or removed meanwhile. The log tells of each.</summary>
    public long PassedOver { get; init; }

    /// <summary>Rows since the start that were brought twice and taken once.</summary>
    public long Duplicates { get; init; }
}
