using System.Collections.Immutable;
using Reactor.Reactions.Commits;

namespace Reactor.Store;

/// <summary>A delivery to be attempted.</summary>
/// <param name="Delivery">What to send.</param>
/// <param name="Attempt">Number of this attempt, from 1.</param>
/// <param name="Before">Attempts before it was last revived by hand: its schedule begins after them.</param>
public sealed record ClaimedDelivery(DeliveryRow Delivery, int Attempt, int Before = 0)
{
    /// <summary>Number of this attempt in its schedule, from 1.</summary>
    public int Try => Attempt - Before;

    /// <summary>What held notifications when it was claimed: begun only while <see cref="IReactorStore.HoldsAt"/> says the same.</summary>
    public long HoldsSeen { get; init; }

    /// <summary>When the event was read that it follows from. Not stored: null for all but what is begun right after its commit.</summary>
    public DateTimeOffset? HeardAt { get; init; }
}

/// <summary>What came of an attempt.</summary>
public enum AttemptOutcome
{
    /// <summary>The target took it (2xx).</summary>
    Delivered,

    /// <summary>It failed and is tried again at <see cref="AttemptResult.NextAt"/>.</summary>
    Retry,

    /// <summary>It is given up: a dead letter.</summary>
    Dead,

    /// <summary>Its target is not configured any more: a dead letter.</summary>
    TargetRemoved,

    /// <summary>It was not made after all (shutdown, a silence that began); the claim is given back, the attempt does not count.</summary>
    Released,
}

/// <summary>The outcome of one attempt.</summary>
/// <param name="WebhookId">The delivery.</param>
/// <param name="Attempt">Its number, from 1.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="At">When it ended.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Status">HTTP status; null where there was no answer.</param>
/// <param name="Detail">Excerpt of the answer or the error, for people; never a secret. Cut to 1 KiB of UTF-8.</param>
/// <param name="NextAt">When the next attempt is due, for <see cref="AttemptOutcome.Retry"/>.</param>
public sealed record AttemptResult(
    string WebhookId, int Attempt, AttemptOutcome Outcome, DateTimeOffset At, TimeSpan Duration, int? Status, string Detail, DateTimeOffset? NextAt = null);

/// <summary>What follows from outcomes that were written.</summary>
/// <param name="ToPartitions">What partitions are to take in of them, to be brought there.</param>
/// <param name="MayFree">Some are pending that go after one of these, and may go now.</param>
public sealed record Completed(ImmutableArray<InboxRow> ToPartitions, bool MayFree);
