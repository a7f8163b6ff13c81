using Reactor.Reactions.Partitions;

namespace Reactor.Actors.Status;

/// <summary>What waits in one shard.</summary>
internal sealed record ShardStatus
{
    /// <summary>Batches that wait because too much is unwritten.</summary>
    public int HeldBatches { get; init; }

    /// <summary>What its partitions keep, and the bounds that they met.</summary>
    public PartitionBounds Bounds { get; init; } = PartitionBounds.None;

    /// <summary>Rows of inboxes that wait.</summary>
    public long InboxWaiting { get; init; }

    /// <summary>Rows that did not fit and stayed in the store for a while.</summary>
    public long InboxLeftInStore { get; init; }

    /// <summary>Rows that led to nothing.</summary>
    public long InboxPassedOver { get; init; }

    /// <summary>Rows that were brought twice.</summary>
    public long InboxDuplicates { get; init; }

    /// <summary>Rules that are gone and of which it forgot what was counted.</summary>
    public long RulesForgotten { get; init; }
}
