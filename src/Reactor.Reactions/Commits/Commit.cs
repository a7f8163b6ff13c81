using System.Collections.Immutable;

namespace Reactor.Reactions.Commits;

/// <summary>
/// All that follows from one batch of inputs of one partition. It is written in one transaction, and nothing in it is
/// attempted before.
/// </summary>
public sealed record Commit
{
    /// <summary>The partition: 0 to 63 for VMs, 64 to 79 for keys of fleet rules.</summary>
    public required int Partition { get; init; }

    /// <summary>Sequence number of the last input that is in here or before it. State restored from the store stands exactly there.</summary>
    public required long AppliedSequence { get; init; }

    /// <summary>Engine time at which it was made. Engine time never runs backwards, over restarts either.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Inputs that changed engine or alert state, in order.</summary>
    public ImmutableArray<InputRow> Inputs { get; init; } = [];

    /// <summary>Events kept for people to read.</summary>
    public ImmutableArray<EventRow> Events { get; init; } = [];

    /// <summary>Rules that fired.</summary>
    public ImmutableArray<FiringRow> Firings { get; init; } = [];

    /// <summary>Alerts as they stand after this commit (only those that changed).</summary>
    public ImmutableArray<AlertRow> Alerts { get; init; } = [];

    /// <summary>Alerts of other partitions that ended before their group told of them.</summary>
    public ImmutableArray<UntoldAlert> Untold { get; init; } = [];

    /// <summary>Deliveries with their rendered bytes.</summary>
    public ImmutableArray<DeliveryRow> Deliveries { get; init; } = [];

    /// <summary>Rows for record tables.</summary>
    public ImmutableArray<RecordRow> Records { get; init; } = [];

    /// <summary>Last-known state of the VMs that changed.</summary>
    public ImmutableArray<VmStateRow> Vms { get; init; } = [];

    /// <summary>Intents of steps, to be carried out once this is durable.</summary>
    public ImmutableArray<StepRow> Steps { get; init; } = [];

    /// <summary>Pieces of the partition's state that changed, as they stand after this commit.</summary>
    public ImmutableArray<StateRow> State { get; init; } = [];

    /// <summary>What other partitions are to take in.</summary>
    public ImmutableArray<InboxRow> Outgoing { get; init; } = [];

    /// <summary>Ids of the inbox rows that this commit follows from: they are gone with it.</summary>
    public ImmutableArray<string> Taken { get; init; } = [];

    /// <summary>Lines for the daemon's log, printed once the commit is durable. Not stored.</summary>
    public ImmutableArray<LogLine> LogLines { get; init; } = [];

    /// <summary>The partition's whole state at <see cref="AppliedSequence"/>, now and then; null otherwise. Older inputs may then be cut.</summary>
    public SnapshotRow? Snapshot { get; init; }

    /// <summary>
    /// No reaction depends on it: it holds events for people to read and proofs that VMs live, and nothing else. Others may go before it, those of its
    /// partition apart, and the power may take it away.
    /// </summary>
    public bool IsJournal { get; init; }

    /// <summary>Approximate size in memory, to bound what is uncommitted. Bytes.</summary>
    public long ApproximateBytes { get; init; }

    /// <summary>Nothing to write: the batch changed nothing.</summary>
    public bool IsEmpty =>
        Inputs.IsEmpty && Events.IsEmpty && Firings.IsEmpty && Alerts.IsEmpty && Untold.IsEmpty && Deliveries.IsEmpty
        && Records.IsEmpty && Vms.IsEmpty && Steps.IsEmpty && State.IsEmpty && Outgoing.IsEmpty && Taken.IsEmpty && LogLines.IsEmpty && Snapshot is null;
}
