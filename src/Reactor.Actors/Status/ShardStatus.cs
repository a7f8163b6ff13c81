namespace Reactor.Actors.Status;

/// <summary>What waits in one shard.</summary>
internal sealed record ShardStatus
{
    /// <summary>Batches that wait because too much is unwritten.</summary>
    public int HeldBatches { get; init; }

    /// <summary>What its partitions keep.</summary>
    public PartitionsStatus Kept { get; init; } = new();

    /// <summary>Rows of inboxes that wait.</summary>
    public long InboxWaiting { get; init; }

    /// <summary>Rows that did not fit and stayed in the store for a while.</summary>
    public long InboxLeftInStore { get; init; }

    /// <summary>Rows that led to nothing.</summary>
    public long InboxPassedOver { get; init; }

    /// <summary>Rows that were brought twice.</summary>
    public long InboxDuplicates { get; init; }

    /// <summary>Alerts that were told alone since their groups had no room.</summary>
    public long AlertsToldAlone { get; init; }

    /// <summary>Silences, maintenances and inhibiting alerts that hold nothing.</summary>
    public long HoldsRefused { get; init; }
}
