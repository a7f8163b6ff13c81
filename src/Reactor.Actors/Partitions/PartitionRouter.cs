using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;

namespace Reactor.Actors.Partitions;

/// <summary>Finds the shard of a partition. Immutable, shared by all who have something for partitions, so that it makes one hop.</summary>
internal sealed class PartitionRouter(ImmutableArray<IActorRef> shards)
{
    /// <summary>Gives the batch to its partition's shard.</summary>
    public void Route(VmBatch batch) => shards[ShardOf(batch.Partition, shards.Length)].Tell(batch, batch.Source);

    /// <summary>Gives durable rows of inboxes to their partitions' shards, in their order.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="underWay">Notes that they are under way from one partition to others; null: they are not.</param>
    public void Route(ImmutableArray<InboxRow> rows, Passage? underWay = null)
    {
        // Mostly there are none.
        if (rows.IsEmpty)
            return;
        foreach (var ofShard in rows.GroupBy(row => ShardOf(row.Partition, shards.Length)))
        {
            underWay?.Divide();
            shards[ofShard.Key].Tell(new ShardActor.InboxBrought([.. ofShard], underWay), ActorRefs.NoSender);
        }
    }

    /// <summary>Asks the partition of a step whether it may be begun now: null; else what it ends as instead.</summary>
    public async Task<StepResult?> WhyNotBeginAsync(StepRow step, CancellationToken ct)
    {
        var shard = shards[ShardOf(step.Partition, shards.Length)];
        var answer = await shard.Ask<ShardActor.StepPermit>(new ShardActor.MayBegin(step.Partition, step.Id), Timeout.InfiniteTimeSpan, ct).ConfigureAwait(false);
        return answer.Instead;
    }

    /// <summary>Which shard hosts a partition.</summary>
    public static int ShardOf(int partition, int shardCount) => partition % shardCount;
}
