using System.Collections.Immutable;
using Akka.Actor;

namespace Reactor.Actors.Partitions;

/// <summary>Finds the shard of a VM's partition. Immutable, shared by all VMs' actors, so that a batch makes one hop.</summary>
internal sealed class PartitionRouter(ImmutableArray<IActorRef> shards)
{
    /// <summary>Gives the batch to its partition's shard.</summary>
    public void Route(VmBatch batch) => shards[ShardOf(PartitionHash.Of(batch.VmId), shards.Length)].Tell(batch, batch.Source);

    /// <summary>Which shard hosts a partition.</summary>
    public static int ShardOf(int partition, int shardCount) => partition % shardCount;
}
