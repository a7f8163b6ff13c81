using Akka.Actor;
using Reactor.Actors.Outbox;
using Reactor.Actors.Partitions;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Store;

namespace Reactor.Actors.Tests.Partitions;

/// <summary>The end of a shard: its partitions' states are the last that it makes.</summary>
public sealed class ShardActorEndingTests : ShardActorKit
{
    [Fact]
    public async Task Snapshots_are_taken_what_comes_or_becomes_due_is_left_to_the_next_start()
    {
        var number = PartitionMap.OfVm("web1");
        var partition = new FakePartition(number, Seen, "PANIC") { NextDue = Clock.Start.AddSeconds(1) };
        var shard = Start([new HostedPartition(number, partition)]);
        shard.Tell(Batch("web1", 1, "PANIC"));
        var write = await ExpectMsgAsync<OutboxActor.Write>();

        shard.Tell(ShardActor.TakeSnapshots.Instance, TestActor);
        Assert.NotNull((await ExpectMsgAsync<OutboxActor.Write>()).Commit.Snapshot);
        await ExpectMsgAsync<ShardActor.SnapshotsTaken>();
        shard.Tell(new OutboxActor.Durable(write.Ticket, write.Commit));
        shard.Tell(new ShardActor.InboxBrought([Row("a", number)]));
        Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(1, Assert.Single((await shard.Ask<ShardActor.RulesCounted>(ShardActor.CountRules.Instance, Guard.Limit)).Rules).Totals.Matched);
        Assert.Empty(partition.Ticks);
        Assert.Empty(partition.Seen);
        await ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Snapshots_are_asked_for_while_a_batch_is_held_come_after_it()
    {
        var shard = Start(new FakePartition(0, Seen, "PANIC") { Bytes = ShardActor.MaxUnwrittenBytes });
        shard.Tell(Batch("web1", 1, "PANIC"));
        var first = await ExpectMsgAsync<OutboxActor.Write>();
        shard.Tell(Batch("db1", 2, "PANIC"));
        shard.Tell(ShardActor.TakeSnapshots.Instance, TestActor);
        await SettledAsync(shard);
        await ExpectNoMsgAsync(TimeSpan.Zero);

        shard.Tell(new OutboxActor.Durable(first.Ticket, first.Commit));

        Assert.Equal(1, (await ExpectMsgAsync<BatchDone>()).Number);
        Assert.Equal("msg_db1/2", Assert.Single((await ExpectMsgAsync<OutboxActor.Write>()).Commit.Deliveries).WebhookId);
        Assert.NotNull((await ExpectMsgAsync<OutboxActor.Write>()).Commit.Snapshot);
    }

    [Fact]
    public async Task Snapshots_are_asked_for_while_a_batch_waits_for_a_load_of_its_inbox_come_once_it_is_loaded()
    {
        var number = PartitionMap.OfVm("web1");
        var loading = new TaskCompletionSource();
        Store.InboxLoads = loading.Task;
        var partition = new FakePartition(number, Seen, "PANIC");
        var shard = Start([new HostedPartition(number, partition, recovery: new PartitionRecovery(0, null, null, [], []) { Inbox = [Row("a", number)], MoreInbox = true })]);
        var row = await ExpectMsgAsync<OutboxActor.Write>();
        shard.Tell(new OutboxActor.Durable(row.Ticket, row.Commit));
        shard.Tell(Batch("web1", 1, "PANIC"));
        shard.Tell(ShardActor.TakeSnapshots.Instance, TestActor);
        await SettledAsync(shard);
        await ExpectNoMsgAsync(TimeSpan.Zero);

        loading.SetResult();

        Assert.Equal("msg_web1/1", Assert.Single((await ExpectMsgAsync<OutboxActor.Write>()).Commit.Deliveries).WebhookId);
        Assert.NotNull((await ExpectMsgAsync<OutboxActor.Write>()).Commit.Snapshot);
        await ExpectMsgAsync<ShardActor.SnapshotsTaken>();
    }
}
