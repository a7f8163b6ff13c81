namespace Reactor.Actors.Status;

/// <summary>The store as the daemon sees it.</summary>
public sealed record StoreStatus
{
    /// <summary>Whether the last write succeeded.</summary>
    public required bool Writable { get; init; }

    /// <summary>Why not; null while it is writable.</summary>
    public string? LastError { get; init; }

    /// <summary>Commits that wait to be written.</summary>
    public int WaitingCommits { get; init; }

    /// <summary>Their approximate size. Bytes.</summary>
    public long WaitingBytes { get; init; }

    /// <summary>Batches that wait because too much is unwritten.</summary>
    public int HeldBatches { get; init; }

    /// <summary>Commits written since the start.</summary>
    public long Commits { get; init; }

    /// <summary>Write transactions since the start.</summary>
    public long Groups { get; init; }
}
