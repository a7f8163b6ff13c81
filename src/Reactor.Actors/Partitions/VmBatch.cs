using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Vms;
using Reactor.Reactions.Partitions;

namespace Reactor.Actors.Partitions;

/// <summary>What a VM's actor gives to the VM's partition. There is at most one unanswered batch per VM.</summary>
/// <param name="VmId">The VM's key.</param>
/// <param name="Number">The VM actor's own number of the batch.</param>
/// <param name="Inputs">In order. Their times are filled in by the partition's owner.</param>
/// <param name="Source">Who hears <see cref="BatchDone"/>.</param>
internal sealed record VmBatch(string VmId, long Number, ImmutableArray<PartitionInput> Inputs, IActorRef Source)
{
    /// <summary>The VM's partition.</summary>
    public int Partition { get; } = PartitionMap.OfVm(VmId);

    /// <summary>Where it is returned to: then the source hears of it only where it waits for that. Null: it hears of it in any case.</summary>
    public BatchCredit? Credit { get; init; }

    /// <summary>Answers the batch.</summary>
    public void Done()
    {
        if (Credit is null || Credit.Return(Number))
            Source.Tell(new BatchDone(Number), ActorRefs.NoSender);
    }
}

/// <summary>All that follows from the batch is durable (or nothing follows): the next one may come.</summary>
/// <param name="Number">The batch's number.</param>
internal sealed record BatchDone(long Number);
