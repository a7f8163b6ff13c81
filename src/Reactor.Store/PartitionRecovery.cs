using System.Collections.Immutable;
using Reactor.Reactions.Commits;

namespace Reactor.Store;

/// <summary>What a partition goes on from.</summary>
/// <param name="AppliedSequence">The last sequence number that was used; 0 for none.</param>
/// <param name="LastAt">The newest engine time that was stored, any partition: engine time never runs backwards. Null for an empty store.</param>
/// <param name="Snapshot">The newest snapshot; null for none.</param>
/// <param name="Inputs">The inputs above the snapshot, in order.</param>
/// <param name="OpenAlerts">Alerts that fire.</param>
public sealed record PartitionRecovery(
    long AppliedSequence, DateTimeOffset? LastAt, SnapshotRow? Snapshot, ImmutableArray<InputRow> Inputs, ImmutableArray<AlertRow> OpenAlerts)
{
    /// <summary>Most rows of <see cref="Inbox"/>.</summary>
    public const int MostInbox = 1000;

    /// <summary>Pieces of its state that are rows of their own.</summary>
    public ImmutableArray<StateRow> State { get; init; } = [];

    /// <summary>What waits to be taken in; the first of it. What holds something back stands before the rest, each in its order.</summary>
    public ImmutableArray<InboxRow> Inbox { get; init; } = [];

    /// <summary>Whether more waits than <see cref="Inbox"/> holds.</summary>
    public bool MoreInbox { get; init; }
}
