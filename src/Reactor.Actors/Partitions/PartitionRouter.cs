using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Commits;

namespace Reactor.Actors.Partitions;

/// <summary>Finds the shard of a partition. Immutable, shared by all who have something for partitions, so that it makes one hop.</summary>
internal sealed class PartitionRouter(ImmutableArray<IActorRef> shards)
{
    /// <summary>Gives the batch to its partition's shard.</summary>
    public void Route(VmBatch batch) => shards[ShardOf(PartitionMap.OfVm(batch.VmId), shards.Length)].Tell(batch, batch.Source);

    /// <summary>Gives durable rows of inboxes to their partitions' shards, in their order.</summary>
    public void Route(ImmutableArray<InboxRow> rows)
    {
        foreach (var ofShard in rows.GroupBy(row => ShardOf(row.Partition, shards.Length)))
            shards[ofShard.Key].Tell(new ShardActor.InboxBrought([.. ofShard]), ActorRefs.NoSender);
    }

    /// <summary>Which shard hosts a partition.</summary>
    public static int ShardOf(int partition, int shardCount) => partition % shardCount;
}
