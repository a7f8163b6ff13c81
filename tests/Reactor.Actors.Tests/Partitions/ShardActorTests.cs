using Akka.Actor;
using Reactor.Actors.Outbox;
using Reactor.Actors.Partitions;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Partitions;

/// <summary>Batches become commits, and are done when those are durable.</summary>
public sealed class ShardActorTests : ShardActorKit
{
    [Fact]
    public async Task Batch_gives_a_commit_is_done_when_it_is_durable()
    {
        var shard = Start(new FakePartition(0, Seen, "PANIC"));

        shard.Tell(Batch("web1", 1, "PANIC"));

        var write = await ExpectMsgAsync<OutboxActor.Write>();
        await ExpectNoMsgAsync(TimeSpan.Zero);
        shard.Tell(new OutboxActor.Durable(write.Ticket, write.Commit));
        Assert.Equal(1, (await ExpectMsgAsync<BatchDone>()).Number);
    }

    [Fact]
    public async Task Batch_gives_nothing_is_done_at_once()
    {
        Start(new FakePartition(0, Seen)).Tell(Batch("web1", 1, "OTHER"));

        Assert.Equal(1, (await ExpectMsgAsync<BatchDone>()).Number);
    }

    [Fact]
    public async Task Bound_is_met_in_a_batch_that_nothing_waits_for_it_is_told_within_a_second()
    {
        var number = PartitionMap.OfVm("web1");
        var (partition, other) = (new FakePartition(number, Seen), new FakePartition(number + 1, []) { Bounds = new PartitionBounds { StepsCut = 2 } });
        var shard = Start([new HostedPartition(number, partition), new HostedPartition(number + 1, other)]);
        await SettledAsync(shard);
        Advance(TimeSpan.FromSeconds(1));
        await Until(() => Board.Read().Partitions.StepsCut == 2);

        partition.Bounds = new PartitionBounds { RunsRefused = 3, StepsCut = 1 };
        shard.Tell(Batch("web1", 1, "OTHER"));
        await ExpectMsgAsync<BatchDone>();
        Advance(TimeSpan.FromSeconds(1));

        await Until(() => Board.Read().Partitions is { RunsRefused: 3, StepsCut: 3 });
    }

    [Fact]
    public async Task Batch_inputs_get_engine_time()
    {
        var shard = Start(new FakePartition(0, Seen));
        Time.Advance(TimeSpan.FromSeconds(3));
        Time.StepWallClock(TimeSpan.FromDays(-1));

        shard.Tell(Batch("web1", 1, "OTHER"));

        await ExpectMsgAsync<BatchDone>();
        Assert.Equal(Clock.Start.AddSeconds(3), Assert.IsType<EventInput>(Assert.Single(Seen)).Event.At);
    }

    [Fact]
    public async Task Outgoing_rows_are_routed_once_their_commit_is_durable_and_not_before()
    {
        var partition = new FakePartition(0, Seen, "PANIC");
        partition.Outgoing.Enqueue(Row("a", 70));
        var shard = Start(partition);
        shard.Tell(new PartitionRouter([TestActor]));
        shard.Tell(Batch("web1", 1, "PANIC"));
        var write = await ExpectMsgAsync<OutboxActor.Write>();
        await ExpectNoMsgAsync(TimeSpan.Zero);

        shard.Tell(new OutboxActor.Durable(write.Ticket, write.Commit));

        Assert.Equal("a", Assert.Single((await ExpectMsgAsync<ShardActor.InboxBrought>()).Rows).Id);
    }

    [Fact]
    public async Task Outgoing_rows_before_the_other_shards_are_known_wait_for_them()
    {
        var partition = new FakePartition(0, Seen, "PANIC");
        partition.Outgoing.Enqueue(Row("a", 70));
        var shard = Start(partition);
        shard.Tell(Batch("web1", 1, "PANIC"));
        var write = await ExpectMsgAsync<OutboxActor.Write>();
        shard.Tell(new OutboxActor.Durable(write.Ticket, write.Commit));
        await ExpectMsgAsync<BatchDone>();

        shard.Tell(new PartitionRouter([TestActor]));

        Assert.Equal("a", Assert.Single((await ExpectMsgAsync<ShardActor.InboxBrought>()).Rows).Id);
    }

    [Fact]
    public async Task Step_may_begin_what_waits_in_the_inbox_is_taken_first()
    {
        var partition = new FakePartition(0, Seen, "PANIC") { Bytes = ShardActor.MaxUnwrittenBytes };
        partition.NotToBegin["s_2"] = StepResult.OfHeld("s_2", "maintenance");
        var shard = Start([new HostedPartition(0, partition), .. Others(partition)]);
        shard.Tell(Batch("web1", 1, "PANIC"));
        var write = await ExpectMsgAsync<OutboxActor.Write>();
        shard.Tell(new ShardActor.InboxBrought([Row("a")]));
        shard.Tell(new ShardActor.MayBegin(0, "s_1"));
        shard.Tell(new ShardActor.MayBegin(0, "s_2"));
        await ExpectNoMsgAsync(TimeSpan.Zero);
        partition.Bytes = 1;

        shard.Tell(new OutboxActor.Durable(write.Ticket, write.Commit));

        Assert.Equal(1, (await ExpectMsgAsync<BatchDone>()).Number);
        Assert.Equal(["a"], (await ExpectMsgAsync<OutboxActor.Write>()).Commit.Taken.AsEnumerable());
        Assert.Null((await ExpectMsgAsync<ShardActor.StepPermit>()).Instead);
        Assert.Equal(StepStatus.Held, (await ExpectMsgAsync<ShardActor.StepPermit>()).Instead!.Status);
    }

    [Fact]
    public async Task Start_tells_the_partition_which_vms_are_not_heard()
    {
        var partition = new FakePartition(0, Seen);
        var vm = new VmView { Id = "web1", Name = "web1", Host = "h1" };

        Start([new HostedPartition(0, partition, [vm])]);

        await Until(() => partition.Told.Contains(vm));
    }

    [Fact]
    public async Task Batch_too_much_is_unwritten_is_held_until_something_is_durable()
    {
        var shard = Start(new FakePartition(0, Seen, "PANIC") { Bytes = ShardActor.MaxUnwrittenBytes });
        shard.Tell(Batch("web1", 1, "PANIC"));
        var first = await ExpectMsgAsync<OutboxActor.Write>();

        shard.Tell(Batch("db1", 2, "PANIC"));
        await Until(() => Board.Read().Store.HeldBatches == 1);
        shard.Tell(new OutboxActor.Durable(first.Ticket, first.Commit));

        Assert.Equal(1, (await ExpectMsgAsync<BatchDone>()).Number);
        Assert.Equal(2, Assert.IsType<VmBatch>(Assert.IsType<UnwrittenCommits.Handed>((await ExpectMsgAsync<OutboxActor.Write>()).Ticket).Ticket).Number);
        await Until(() => Board.Read().Store.HeldBatches == 0);
    }
}
