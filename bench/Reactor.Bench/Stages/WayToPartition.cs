using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Actors.Partitions;
using Reactor.Actors.Vms;
using Reactor.Bench.Engine;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;

namespace Reactor.Bench.Stages;

/// <summary>What a VM's actor and its partition's shard do of an event, without them.</summary>
internal sealed class WayToPartition
{
    private readonly FeedConnection _connection;
    private readonly VmBatcher _batcher;

    public WayToPartition()
    {
        var feed = new VmFeed(
            new Attention(new WantedEvents(EventCatalogue.Default, _ => true), readsState: false), new VmOptions { EventBurst = int.MaxValue }, TimeProvider.System, ActorRefs.Nobody);
        _connection = new FeedConnection(feed, 1) { Identity = Vm };
        _batcher = new VmBatcher(feed, 1, Vm, () => DateTimeOffset.UnixEpoch, new RunNumbers());
    }

    /// <summary>The VM that it is of.</summary>
    public static VmIdentity Vm { get; } = new(ManyEvents.Vm, "unix:/run/db-1.qmp", "4711-123456", "9.0.0");

    /// <summary>What its partition takes in.</summary>
    public ImmutableArray<PartitionInput> Go(IReadOnlyList<QmpEvent> read)
    {
        _connection.OnEvents(read);
        var batch = _batcher.Next(null) ?? throw new InvalidOperationException("no batch");
        return [.. batch.Inputs.Select(input => ShardActor.Stamp(input, DateTimeOffset.UnixEpoch))];
    }
}
