using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Outbox;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Partitions;

public sealed class ShardActorTests : VirtualTimeKit
{
    private readonly ConcurrentQueue<PartitionInput> _seen = new();
    private readonly EngineClock _clock;
    private readonly RuntimeStatusBoard _board;

    public ShardActorTests()
    {
        _clock = new EngineClock(Time, null);
        _board = new RuntimeStatusBoard(_clock, 0);
    }

    [Fact]
    public async Task Batch_gives_a_commit_is_done_when_it_is_durable()
    {
        var shard = Start(new FakePartition(0, _seen, "PANIC"));

        shard.Tell(Batch("web1", 1, "PANIC"));

        var write = await ExpectMsgAsync<OutboxActor.Write>();
        await ExpectNoMsgAsync(TimeSpan.Zero);
        shard.Tell(new OutboxActor.Durable(write.Ticket, write.Commit.ApproximateBytes));
        Assert.Equal(1, (await ExpectMsgAsync<BatchDone>()).Number);
    }

    [Fact]
    public async Task Batch_gives_nothing_is_done_at_once()
    {
        Start(new FakePartition(0, _seen)).Tell(Batch("web1", 1, "OTHER"));

        Assert.Equal(1, (await ExpectMsgAsync<BatchDone>()).Number);
    }

    [Fact]
    public async Task Batch_inputs_get_engine_time()
    {
        var shard = Start(new FakePartition(0, _seen));
        Time.Advance(TimeSpan.FromSeconds(3));
        Time.StepWallClock(TimeSpan.FromDays(-1));

        shard.Tell(Batch("web1", 1, "OTHER"));

        await ExpectMsgAsync<BatchDone>();
        Assert.Equal(_clock.Start.AddSeconds(3), Assert.IsType<EventInput>(Assert.Single(_seen)).Event.At);
    }

    [Fact]
    public async Task Batch_too_much_is_unwritten_is_held_until_something_is_durable()
    {
        var shard = Start(new LargePartition());
        shard.Tell(Batch("web1", 1, "PANIC"));
        var first = await ExpectMsgAsync<OutboxActor.Write>();

        shard.Tell(Batch("db1", 2, "PANIC"));
        await Until(() => _board.Read().Store.HeldBatches == 1);
        shard.Tell(new OutboxActor.Durable(first.Ticket, first.Commit.ApproximateBytes));

        Assert.Equal(1, (await ExpectMsgAsync<BatchDone>()).Number);
        Assert.Equal(2, Assert.IsType<VmBatch>((await ExpectMsgAsync<OutboxActor.Write>()).Ticket).Number);
        Assert.Equal(0, _board.Read().Store.HeldBatches);
    }

    private VmBatch Batch(string vm, long number, string name)
    {
        var view = new VmView { Id = vm, Name = vm, Host = "h1" };
        var e = new VmEvent { Id = $"{vm}/{number}", Name = name, Data = "{}"u8.ToArray(), At = default };
        return new VmBatch(vm, number, [new EventInput(view, e)], TestActor);
    }

    private IActorRef Start(IPartition partition)
    {
        var partitions = Enumerable.Range(0, PartitionHash.Partitions).ToImmutableDictionary(i => i, _ => partition);
        var (outbox, clock, board) = (TestActor, _clock, _board);
        return Sys.ActorOf(Props.Create(() => new ShardActor(0, partitions, outbox, clock, board)));
    }

    private sealed class LargePartition : IPartition
    {
        private long _sequence;

        public Commit Start(DateTimeOffset engineTime) => new() { Partition = 0, AppliedSequence = 0 };

        public Commit TakeSnapshot() => new() { Partition = 0, AppliedSequence = _sequence };

        public Commit Apply(IReadOnlyList<PartitionInput> batch, DateTimeOffset engineTime) =>
            Samples.Commit(++_sequence) with { ApproximateBytes = ShardActor.MaxUnwrittenBytes };
    }
}
