using Akka.Actor;
using Reactor.Actors.Outbox;
using Reactor.Actors.Partitions;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;

namespace Reactor.Actors.Tests.Partitions;

/// <summary>What is due is applied when it is, and never before what came first.</summary>
public sealed class ShardActorDeadlineTests : ShardActorKit
{
    [Fact]
    public async Task Deadline_is_over_an_empty_batch_is_applied_strictly_after_it()
    {
        var partition = new FakePartition(0, Seen) { NextDue = Clock.Start.AddSeconds(5) };
        var shard = Start([new HostedPartition(0, partition)]);
        await SettledAsync(shard);

        Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(partition.Ticks);
        Advance(TimeSpan.FromMilliseconds(1));

        await Until(() => !partition.Ticks.IsEmpty);
        Assert.Equal(Clock.Start.AddMilliseconds(5001), Assert.Single(partition.Ticks));
    }

    [Fact]
    public async Task Deadline_becomes_earlier_by_a_batch_wakes_earlier()
    {
        var partition = new FakePartition(0, Seen) { NextDue = Clock.Start.AddHours(3) };
        var shard = Start(Enumerable.Range(0, PartitionMap.Count).Select(number => new HostedPartition(number, number == PartitionMap.OfVm("web1") ? partition : new FakePartition(number, Seen))));
        partition.NextDue = Clock.Start.AddSeconds(1);
        shard.Tell(Batch("web1", 1, "OTHER"));
        await ExpectMsgAsync<BatchDone>();
        await SettledAsync(shard);

        Advance(TimeSpan.FromMilliseconds(1001));

        await Until(() => !partition.Ticks.IsEmpty);
    }

    [Fact]
    public async Task Deadline_too_much_is_unwritten_waits_until_something_is_durable()
    {
        var partition = new FakePartition(0, Seen, "PANIC") { Bytes = ShardActor.MaxUnwrittenBytes, NextDue = Clock.Start.AddSeconds(1) };
        var shard = Start(partition);
        shard.Tell(Batch("web1", 1, "PANIC"));
        var write = await ExpectMsgAsync<OutboxActor.Write>();
        Advance(TimeSpan.FromSeconds(2));
        await SettledAsync(shard);
        Assert.Empty(partition.Ticks);

        shard.Tell(new OutboxActor.Durable(write.Ticket, write.Commit));

        await Until(() => !partition.Ticks.IsEmpty);
    }

    [Fact]
    public async Task Deadline_of_a_fleet_partition_waits_for_what_is_under_way_to_it()
    {
        var vms = new FakePartition(PartitionMap.OfVm("web1"), Seen, "PANIC");
        vms.Outgoing.Enqueue(Row("hit", PartitionMap.VmPartitions));
        var fleet = new FakePartition(PartitionMap.VmPartitions, Seen) { NextDue = Clock.Start.AddSeconds(5) };
        var shard = Start([new HostedPartition(PartitionMap.OfVm("web1"), vms), new HostedPartition(PartitionMap.VmPartitions, fleet)]);
        shard.Tell(new PartitionRouter([shard]));
        Advance(TimeSpan.FromSeconds(4));
        shard.Tell(Batch("web1", 1, "PANIC"));
        var write = await ExpectMsgAsync<OutboxActor.Write>();

        Advance(TimeSpan.FromSeconds(2));
        await SettledAsync(shard);
        Advance(TimeSpan.FromSeconds(2));
        await SettledAsync(shard);
        Assert.Empty(fleet.Seen);
        shard.Tell(new OutboxActor.Durable(write.Ticket, write.Commit));

        await Until(() =>
        {
            Advance(TimeSpan.FromMilliseconds(20));
            return fleet.Seen.Contains("hit") && fleet.Seen.Contains("time");
        });
        Assert.True(Assert.Single(fleet.Ticks) > Clock.Start.AddSeconds(5));
    }
}
