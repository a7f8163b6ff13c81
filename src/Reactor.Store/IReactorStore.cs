using System.Collections.Immutable;
using Reactor.Reactions.Commits;

namespace Reactor.Store;

/// <summary>
/// The durable side of the daemon. Operations are coarse, so that another database can follow. All of them run on the
/// store's own writer thread; none blocks the caller. They fail with <see cref="StoreUnavailableException"/> while the
/// disk is full, read-only or locked: nothing of the call was written then, and it may be made again.
/// </summary>
public interface IReactorStore : IAsyncDisposable
{
    /// <summary>Counts the daemons that have held this store; every write checks it. Unique per run: a part of connection ids.</summary>
    long Epoch { get; }

    /// <summary>Writes the commits in one transaction. Durable when the task completes.</summary>
    Task AppendAsync(ImmutableArray<Commit> group);

    /// <summary>What a partition needs to go on: its snapshot, the inputs above it, its open alerts.</summary>
    Task<PartitionRecovery> RecoverAsync(int partition);

    /// <summary>Targets that have deliveries pending, so that their actors are started.</summary>
    Task<ImmutableArray<string>> PendingTargetsAsync();

    /// <summary>
    /// Up to <paramref name="max"/> deliveries of a target that are due, oldest first, leased to this epoch: a claimed delivery is not
    /// claimed again by the same epoch until it is completed or released. Claims of an earlier epoch are void.
    /// </summary>
    Task<ImmutableArray<ClaimedDelivery>> ClaimAsync(string target, int max, DateTimeOffset now);

    /// <summary>When the target's next pending delivery is due; null where none waits.</summary>
    Task<DateTimeOffset?> NextDueAsync(string target);

    /// <summary>Writes the outcome of an attempt. Grouped with whatever else waits to be written.</summary>
    Task CompleteAsync(AttemptResult result);

    /// <summary>Marks a target disabled (it answered 410) or enabled again; its pending deliveries become dead letters or pending.</summary>
    Task SetTargetDisabledAsync(string target, string? reason, DateTimeOffset now);
}

/// <summary>The store cannot be written now. What was asked for did not happen; it may be asked again.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="reason">Full, read-only, locked or broken.</param>
    /// <param name="message">What, where, what to do.</param>
    /// <param name="inner">The database's own error.</param>
    public StoreUnavailableException(StoreFailure reason, string message, Exception? inner = null)
        : base(message, inner) => Reason = reason;

    /// <summary>Why.</summary>
    public StoreFailure Reason { get; }
}

/// <summary>Why a store cannot be used.</summary>
public enum StoreFailure
{
    /// <summary>No space on the device.</summary>
    Full,

    /// <summary>The file or its file system is read-only.</summary>
    ReadOnly,

    /// <summary>Another daemon holds it, or took it over (its epoch is newer).</summary>
    Locked,

    /// <summary>The file is not a database, or damaged.</summary>
    Corrupt,

    /// <summary>Any other input or output error.</summary>
    Io,
}

/// <summary>What a partition goes on from.</summary>
/// <param name="AppliedSequence">The last sequence number that was used; 0 for none.</param>
/// <param name="LastAt">The newest engine time that was stored, any partition: engine time never runs backwards. Null for an empty store.</param>
/// <param name="Snapshot">The newest snapshot; null for none.</param>
/// <param name="Inputs">The inputs above the snapshot, in order.</param>
/// <param name="OpenAlerts">Alerts that fire.</param>
public sealed record PartitionRecovery(
    long AppliedSequence, DateTimeOffset? LastAt, SnapshotRow? Snapshot, ImmutableArray<InputRow> Inputs, ImmutableArray<AlertRow> OpenAlerts);

/// <summary>A delivery to be attempted.</summary>
/// <param name="Delivery">What to send.</param>
/// <param name="Attempt">Number of this attempt, from 1.</param>
public sealed record ClaimedDelivery(DeliveryRow Delivery, int Attempt);

/// <summary>What came of an attempt.</summary>
public enum AttemptOutcome
{
    /// <summary>The target took it (2xx).</summary>
    Delivered,

    /// <summary>It failed and is tried again at <see cref="AttemptResult.NextAt"/>.</summary>
    Retry,

    /// <summary>It is given up: a dead letter.</summary>
    Dead,

    /// <summary>It was not made after all (shutdown); the claim is given back, the attempt does not count.</summary>
    Released,
}

/// <summary>The outcome of one attempt.</summary>
/// <param name="WebhookId">The delivery.</param>
/// <param name="Attempt">Its number, from 1.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="At">When it ended.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Status">HTTP status; null where there was no answer.</param>
/// <param name="Detail">Bounded excerpt of the answer or the error, for people; never a secret.</param>
/// <param name="NextAt">When the next attempt is due, for <see cref="AttemptOutcome.Retry"/>.</param>
public sealed record AttemptResult(
    string WebhookId, int Attempt, AttemptOutcome Outcome, DateTimeOffset At, TimeSpan Duration, int? Status, string Detail, DateTimeOffset? NextAt = null);
