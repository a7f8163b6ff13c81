using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;
using Reactor.Store;

namespace Reactor.Actors.Tests.Partitions;

/// <summary>A shard whose partitions are fakes; the test is its outbox, and whoever gives it batches.</summary>
public abstract class ShardActorKit : VirtualTimeKit
{
    protected ShardActorKit()
    {
        Clock = new EngineClock(Time, null);
        Horizon = new FleetHorizon(Clock);
        Board = new RuntimeStatusBoard(Clock);
    }

    internal ConcurrentQueue<PartitionInput> Seen { get; } = new();

    internal MemoryStore Store { get; } = new();

    internal EngineClock Clock { get; }

    internal FleetHorizon Horizon { get; }

    internal RuntimeStatusBoard Board { get; }

    internal static async Task SettledAsync(IActorRef shard) => await shard.Ask<ActorIdentity>(new Identify(1), Guard.Limit);

    internal static IEnumerable<HostedPartition> Others(FakePartition partition) =>
        Enumerable.Range(1, PartitionMap.VmPartitions - 1).Select(number => new HostedPartition(number, number == PartitionMap.OfVm("web1") ? partition : new FakePartition(number, [])));

    internal static InboxRow Row(string id, int partition = 0) => new(id, partition, InboxKinds.FleetHit, "{}"u8.ToArray());

    internal VmBatch Batch(string vm, long number, string name)
    {
        var view = new VmView { Id = vm, Name = vm, Host = "h1" };
        var e = new VmEvent { Id = $"{vm}/{number}", Name = name, Data = "{}"u8.ToArray(), At = default };
        return new VmBatch(vm, number, [new EventInput(view, e)], TestActor);
    }

    internal IActorRef Start(IPartition partition, params InboxRow[] pending) => Start(Enumerable.Range(0, PartitionMap.Count)
        .Select(number => new HostedPartition(number, partition, recovery: number == 0 ? new PartitionRecovery(0, null, null, [], []) { Inbox = [.. pending] } : null)));

    internal IActorRef Start(IEnumerable<HostedPartition> hosted)
    {
        var partitions = hosted.ToImmutableDictionary(partition => partition.Number);
        var (outbox, store, clock, horizon, board) = (TestActor, Store, Clock, Horizon, Board);
        return Sys.ActorOf(Props.Create(() => new ShardActor(0, partitions, outbox, store, clock, horizon, board)));
    }
}
