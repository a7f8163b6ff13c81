using System.Collections.Immutable;
using Reactor.Actors.Status;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Partitions;

/// <content>What it is told, and what it answers.</content>
internal sealed partial class ShardActor
{
    /// <summary>Rows that are durable in the inboxes of partitions of this shard.</summary>
    public sealed record InboxBrought(ImmutableArray<InboxRow> Rows, Passage? UnderWay = null);

    /// <summary>All partitions go on under other rules. Answered with <see cref="Reloaded"/> once that is durable.</summary>
    public sealed record Reload(PartitionRules Rules);

    /// <summary>All partitions of the shard stand on the new rules, durably.</summary>
    public sealed record Reloaded
    {
        public static readonly Reloaded Instance = new();
    }

    /// <summary>No batch comes any more: give each partition's state to the outbox, then make nothing more. Answered with <see cref="SnapshotsTaken"/> once it is there.</summary>
    public sealed record TakeSnapshots
    {
        public static readonly TakeSnapshots Instance = new();
    }

    /// <summary>The outbox has them; they may not be durable yet.</summary>
    public sealed record SnapshotsTaken
    {
        public static readonly SnapshotsTaken Instance = new();
    }

    /// <summary>What became of each rule? Answered with <see cref="RulesCounted"/>.</summary>
    public sealed record CountRules
    {
        public static readonly CountRules Instance = new();
    }

    /// <summary>What became of each rule.</summary>
    public sealed record RulesCounted(ImmutableArray<RuleStatus> Rules);

    /// <summary>May the step be begun now? Answered with <see cref="StepPermit"/>, once all that waits in the partition's inbox is taken.</summary>
    public sealed record MayBegin(int Partition, string Step);

    /// <summary>It may.</summary>
    /// <param name="Instead">It may not: what it ends as instead.</param>
    public sealed record StepPermit(StepResult? Instead);

    private sealed record Due
    {
        public static readonly Due Instance = new();
    }

    private sealed record ReloadNext
    {
        public static readonly ReloadNext Instance = new();
    }

    private sealed record ReportNow
    {
        public static readonly ReportNow Instance = new();
    }

    private sealed record LoadAgain
    {
        public static readonly LoadAgain Instance = new();
    }

    private sealed record InboxLoaded(int Partition, ImmutableArray<InboxRow> Rows, int Asked);

    private sealed record InboxNotLoaded(int Partition);
}
