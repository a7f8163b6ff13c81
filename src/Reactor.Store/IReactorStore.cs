using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;

namespace Reactor.Store;

/// <summary>
/// The durable side of the daemon. Operations are coarse, so that another database can follow. All of them run on the
/// store's own writer thread; none blocks the caller. They fail with <see cref="StoreUnavailableException"/> while the
/// disk is full, read-only or locked: nothing of the call was written then, and it may be made again (unless
/// <see cref="StoreUnavailableException.IsFinal"/>). They fail with <see cref="InvalidOperationException"/> or
/// <see cref="ArgumentException"/> where the caller is wrong: asking again is wrong again. Times are kept in whole microseconds.
/// </summary>
public interface IReactorStore : IStepStore, IPauseStore, IAuditStore, IOperatorStore, IAsyncDisposable
{
    /// <summary>
    /// The number of this run: grows with every daemon that holds the store, and every write checks it. Wall-clock milliseconds at the start, or
    /// one more than the last where the clock is behind that: so it is not used again by a store that begins anew or comes back from a backup.
    /// A part of event ids.
    /// </summary>
    long Epoch { get; }

    /// <summary>
    /// Why the last write failed, whoever asked for it; null once one succeeds. While nobody asks for another it is tried now and then. From any thread.
    /// </summary>
    StoreUnavailableException? Trouble { get; }

    /// <summary>
    /// Writes the commits in one transaction: all or none. Durable when the task completes; where all are <see cref="Commit.IsJournal"/>, a crash of the
    /// daemon doesn't take them but the power may. A commit at or below its partition's stored
    /// sequence is refused with <see cref="InvalidOperationException"/>: nothing is written twice. Deliveries for which a claim gave room are claimed with it.
    /// </summary>
    Task<Appended> AppendAsync(ImmutableArray<Commit> group);

    /// <summary>What a partition needs to go on: its snapshot, the inputs above it, its open alerts, its state rows, and the first of its inbox.</summary>
    Task<PartitionRecovery> RecoverAsync(int partition);

    /// <summary>The rows that wait in a partition's inbox, those that came first.</summary>
    Task<ImmutableArray<InboxRow>> InboxAsync(int partition, int max);

    /// <summary>Adds rows that follow from no commit: an operator's. Durable when the task completes; one whose id waits already is not added again.</summary>
    Task AddInboxAsync(ImmutableArray<InboxRow> rows);

    /// <summary>What was last known of each VM.</summary>
    Task<ImmutableArray<VmStateRow>> VmsAsync();

    /// <summary>The configuration that was saved last; null for none.</summary>
    Task<SavedConfiguration?> SavedConfigurationAsync();

    /// <summary>Saves a configuration that was found good, in the place of the one before.</summary>
    Task SaveConfigurationAsync(SavedConfiguration configuration);

    /// <summary>Targets that have deliveries pending, so that their actors are started.</summary>
    Task<ImmutableArray<string>> PendingTargetsAsync();

    /// <summary>Targets that are disabled: they answered 410 in an earlier run, or earlier in this one.</summary>
    Task<ImmutableArray<DisabledTarget>> DisabledTargetsAsync();

    /// <summary>
    /// Up to <paramref name="max"/> deliveries of a target that are due, the one due longest first, leased to this epoch: a claimed delivery is not
    /// claimed again by the same epoch until it is completed or released. Claims of an earlier epoch are void. Fewer come where their bodies are large.
    /// Where these are all that are due, those that are written next are claimed as they are written, while there is room (<see cref="Appended.Claimed"/>);
    /// with the first that finds none, or as soon as others wait, that ends until the next claim: what is older goes first. None is given while one is
    /// pending that it goes after (<see cref="DeliveryRow.GoesAfter"/>). One that a silence or a maintenance holds isn't given: it waits till that ends, or
    /// is muted.
    /// </summary>
    /// <param name="target">The target.</param>
    /// <param name="max">Most of them.</param>
    /// <param name="now">Engine time.</param>
    /// <param name="isOrdered">Of each VM only the one that was decided first, and none while that one is claimed or waits.</param>
    /// <param name="room">Room for those that are written next; null for none. Of no use where ordered.</param>
    Task<ImmutableArray<ClaimedDelivery>> ClaimAsync(string target, int max, DateTimeOffset now, bool isOrdered = false, ClaimRoom? room = null);

    /// <summary>
    /// Changes with each silence or maintenance that begins, before the task of the act completes that began it. A delivery that was claimed while it was
    /// another (<see cref="ClaimedDelivery.HoldsSeen"/>) is not begun, but given back: it may be held. Asked of memory.
    /// </summary>
    long HoldsAt(DateTimeOffset now);

    /// <summary>When the target's next pending delivery is due, those claimed by this epoch left out; null where none waits.</summary>
    /// <param name="target">The target.</param>
    /// <param name="isOrdered">Of each VM only the one that was decided first.</param>
    Task<DateTimeOffset?> NextDueAsync(string target, bool isOrdered = false);

    /// <summary>
    /// Writes the outcomes of attempts, all or none, and where a delivery is given up and its action asked for that (<see cref="DeliveryRow.OnGiveUp"/>), in
    /// the same transaction what its partition is to take in. Grouped with whatever else waits to be written; on the disk with the next commit, or soon. Refused with
    /// <see cref="InvalidOperationException"/> where this epoch does not hold a claim or an attempt's number is not the claimed one.
    /// </summary>
    Task<Completed> CompleteAsync(ImmutableArray<AttemptResult> results);

    /// <summary>
    /// Makes dead letters pending again, due now, with the same ids and bytes: attempts go on being counted, and their schedule begins anew. Those that
    /// were given up first come first. In the same transaction the row of the audit, with its outcome.
    /// </summary>
    /// <param name="filter">Which.</param>
    /// <param name="max">Most of them.</param>
    /// <param name="now">Engine time.</param>
    /// <param name="audit">What stands in the audit of it.</param>
    Task<RevivedDeliveries> ReviveAsync(DeadLetterFilter filter, int max, DateTimeOffset now, AuditRow audit);

    /// <summary>
    /// Marks a target disabled (it answered 410; <paramref name="reason"/> says so) or, with a null reason, enabled again. Disabled: what is
    /// pending becomes dead letters (a claimed one once its attempt is completed, unless delivered), and so does what is added later.
    /// Enabled: the dead letters that this made are pending again, due <paramref name="now"/>.
    /// </summary>
    /// <param name="target">The target.</param>
    /// <param name="reason">Why; null for enabled.</param>
    /// <param name="now">Engine time.</param>
    /// <param name="told">What a partition is to take in of it, added in the same transaction; null for nothing.</param>
    Task SetTargetDisabledAsync(string target, string? reason, DateTimeOffset now, InboxRow? told = null);

    /// <summary>
    /// A target is not configured any more: what is pending for it becomes dead letters, but for what is claimed by this epoch and for webhooks written
    /// in rules, which need no target. Returns what the deliveries' partitions are to take in, to be brought there.
    /// </summary>
    Task<ImmutableArray<InboxRow>> RemoveTargetAsync(string target, DateTimeOffset now);

    /// <summary>
    /// Removes what is older than the options say, a bounded chunk at a time between which others are served. Pending deliveries, open
    /// alerts, the firings that these follow from, steps that haven't ended and what restores a partition are never touched.
    /// </summary>
    Task<PruneResult> PruneAsync(DateTimeOffset now, RetentionConfiguration options, CancellationToken cancellationToken);
}
