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
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;
using Reactor.Store;

namespace Reactor.Actors.Tests.Partitions;

public sealed class ShardActorTests : VirtualTimeKit
{
    private readonly ConcurrentQueue<PartitionInput> _seen = new();
    private readonly MemoryStore _store = new();
    private readonly EngineClock _clock;
    private readonly FleetHorizon _horizon;
    private readonly RuntimeStatusBoard _board;

    public ShardActorTests()
    {
        _clock = new EngineClock(Time, null);
        _horizon = new FleetHorizon(_clock);
        _board = new RuntimeStatusBoard(_clock, 0);
    }

    [Fact]
    public async Task Batch_gives_a_commit_is_done_when_it_is_durable()
    {
        var shard = Start(new FakePartition(0, _seen, "PANIC"));

        shard.Tell(Batch("web1", 1, "PANIC"));

        var write = await ExpectMsgAsync<OutboxActor.Write>();
        await ExpectNoMsgAsync(TimeSpan.Zero);
        shard.Tell(new OutboxActor.Durable(write.Ticket, write.Commit));
        Assert.Equal(1, (await ExpectMsgAsync<BatchDone>()).Number);
    }

    [Fact]
    public async Task Batch_gives_nothing_is_done_at_once()
    {
        Start(new FakePartition(0, _seen)).Tell(Batch("web1", 1, "OTHER"));

        Assert.Equal(1, (await ExpectMsgAsync<BatchDone>()).Number);
    }

    [Fact]
    public async Task Bound_is_met_in_a_batch_that_nothing_waits_for_it_is_told_within_a_second()
    {
        var number = PartitionMap.OfVm("web1");
        var (partition, other) = (new FakePartition(number, _seen), new FakePartition(number + 1, []) { Bounds = new PartitionBounds { StepsCut = 2 } });
        var shard = Start([new HostedPartition(number, partition), new HostedPartition(number + 1, other)]);
        await SettledAsync(shard);
        Advance(TimeSpan.FromSeconds(1));
        await Until(() => _board.Read().Partitions.StepsCut == 2);

        partition.Bounds = new PartitionBounds { RunsRefused = 3, StepsCut = 1 };
        shard.Tell(Batch("web1", 1, "OTHER"));
        await ExpectMsgAsync<BatchDone>();
        Advance(TimeSpan.FromSeconds(1));

        await Until(() => _board.Read().Partitions is { RunsRefused: 3, StepsCut: 3 });
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
    public async Task Deadline_is_over_an_empty_batch_is_applied_strictly_after_it()
    {
        var partition = new FakePartition(0, _seen) { NextDue = _clock.Start.AddSeconds(5) };
        var shard = Start([new HostedPartition(0, partition)]);
        await SettledAsync(shard);

        Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(partition.Ticks);
        Advance(TimeSpan.FromMilliseconds(1));

        await Until(() => !partition.Ticks.IsEmpty);
        Assert.Equal(_clock.Start.AddMilliseconds(5001), Assert.Single(partition.Ticks));
    }

    [Fact]
    public async Task Deadline_becomes_earlier_by_a_batch_wakes_earlier()
    {
        var partition = new FakePartition(0, _seen) { NextDue = _clock.Start.AddHours(3) };
        var shard = Start(Enumerable.Range(0, PartitionMap.Count).Select(number => new HostedPartition(number, number == PartitionMap.OfVm("web1") ? partition : new FakePartition(number, _seen))));
        partition.NextDue = _clock.Start.AddSeconds(1);
        shard.Tell(Batch("web1", 1, "OTHER"));
        await ExpectMsgAsync<BatchDone>();
        await SettledAsync(shard);

        Advance(TimeSpan.FromMilliseconds(1001));

        await Until(() => !partition.Ticks.IsEmpty);
    }

    [Fact]
    public async Task Deadline_too_much_is_unwritten_waits_until_something_is_durable()
    {
        var partition = new FakePartition(0, _seen, "PANIC") { Bytes = ShardActor.MaxUnwrittenBytes, NextDue = _clock.Start.AddSeconds(1) };
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
    public async Task Outgoing_rows_are_routed_once_their_commit_is_durable_and_not_before()
    {
        var partition = new FakePartition(0, _seen, "PANIC");
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
        var partition = new FakePartition(0, _seen, "PANIC");
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
    public async Task Inbox_rows_left_from_before_are_taken_and_a_second_time_dropped()
    {
        var shard = Start(new FakePartition(0, _seen), Row("a"), Row("b"));
        var write = await ExpectMsgAsync<OutboxActor.Write>();
        Assert.Equal(["a", "b"], write.Commit.Taken.AsEnumerable());

        shard.Tell(new ShardActor.InboxBrought([Row("b"), Row("c")]));

        Assert.Equal(["c"], (await ExpectMsgAsync<OutboxActor.Write>()).Commit.Taken.AsEnumerable());
        Assert.Equal(["a", "b", "c"], _seen.Cast<InboxInput>().Select(input => input.Row.Id));
        await Until(() => _board.Read().Inbox.Duplicates == 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(ShardActor.MaxInboxBatch + 20)]
    public async Task Inbox_rows_that_wait_are_taken_before_what_is_due(int rows)
    {
        var partition = new FakePartition(0, _seen, "PANIC") { Bytes = ShardActor.MaxUnwrittenBytes, NextDue = _clock.Start.AddSeconds(1) };
        var shard = Start([new HostedPartition(0, partition), .. Others(partition)]);
        shard.Tell(Batch("web1", 1, "PANIC"));
        var write = await ExpectMsgAsync<OutboxActor.Write>();
        Advance(TimeSpan.FromSeconds(2));
        var ids = Enumerable.Range(0, rows).Select(i => $"r{i:000}").ToArray();
        shard.Tell(new ShardActor.InboxBrought([.. ids.Select(id => Row(id))]));
        await SettledAsync(shard);
        Assert.Empty(partition.Seen);
        partition.Bytes = 1;

        shard.Tell(new OutboxActor.Durable(write.Ticket, write.Commit));

        await Until(() => partition.Seen.Contains("time"));
        Assert.Equal("time", partition.Seen.ElementAt((rows - 1) / ShardActor.MaxInboxBatch * ShardActor.MaxInboxBatch));
        Assert.Equal(ids, partition.Seen.Where(id => id != "time"));
    }

    [Fact]
    public async Task Deadline_of_a_fleet_partition_waits_for_what_is_under_way_to_it()
    {
        var vms = new FakePartition(PartitionMap.OfVm("web1"), _seen, "PANIC");
        vms.Outgoing.Enqueue(Row("hit", PartitionMap.VmPartitions));
        var fleet = new FakePartition(PartitionMap.VmPartitions, _seen) { NextDue = _clock.Start.AddSeconds(5) };
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
        Assert.True(Assert.Single(fleet.Ticks) > _clock.Start.AddSeconds(5));
    }

    [Fact]
    public async Task Step_may_begin_what_waits_in_the_inbox_is_taken_first()
    {
        var partition = new FakePartition(0, _seen, "PANIC") { Bytes = ShardActor.MaxUnwrittenBytes };
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
    public async Task Inbox_more_comes_than_fits_the_rest_is_loaded_in_order()
    {
        var rows = Enumerable.Range(0, InboxQueue.MaxRows + 50).Select(i => Row($"r{i:0000}")).ToImmutableArray();
        await _store.AddInboxAsync(rows);
        var shard = Start(new FakePartition(0, _seen));

        shard.Tell(new ShardActor.InboxBrought(rows));
        var sequence = 0L;
        while (_seen.Count < rows.Length)
        {
            var write = await ExpectMsgAsync<OutboxActor.Write>();
            await _store.AppendAsync([write.Commit with { AppliedSequence = ++sequence }]);
            shard.Tell(new OutboxActor.Durable(write.Ticket, write.Commit));
        }

        Assert.Equal(rows.Select(row => row.Id), _seen.Cast<InboxInput>().Select(input => input.Row.Id));
        Assert.Equal(50, _board.Read().Inbox.LeftInStore);
    }

    [Fact]
    public async Task Reload_is_answered_once_every_partition_stands_on_it_durably()
    {
        var partition = new FakePartition(0, _seen);
        var shard = Start([new HostedPartition(0, partition), new HostedPartition(1, new FakePartition(1, _seen))]);
        shard.Tell(new ShardActor.Reload(new PartitionRules(RuleSet.Empty, Samples.Configuration)));
        var (first, second) = (await ExpectMsgAsync<OutboxActor.Write>(), await ExpectMsgAsync<OutboxActor.Write>());

        shard.Tell(new OutboxActor.Durable(first.Ticket, first.Commit));
        await ExpectNoMsgAsync(TimeSpan.Zero);
        shard.Tell(new OutboxActor.Durable(second.Ticket, second.Commit));

        await ExpectMsgAsync<ShardActor.Reloaded>();
        Assert.Same(RuleSet.Empty, Assert.Single(partition.Told));
    }

    [Fact]
    public async Task Reload_lets_batches_by_between_one_partition_and_the_next()
    {
        IActorRef shard = ActorRefs.Nobody;
        var isSent = false;
        void SendOnce()
        {
            if (!isSent)
                shard.Tell(Batch("web1", 1, "PANIC"));
            isSent = true;
        }

        shard = Start([.. Enumerable.Range(0, PartitionMap.VmPartitions).Select(number => new HostedPartition(number, new FakePartition(number, _seen, "PANIC") { OnReload = SendOnce }))]);
        shard.Tell(new ShardActor.Reload(new PartitionRules(RuleSet.Empty, Samples.Configuration)));

        var tickets = new List<object?>();
        while (tickets.Count < 4)
            tickets.Add(Assert.IsType<UnwrittenCommits.Handed>((await ExpectMsgAsync<OutboxActor.Write>()).Ticket).Ticket);

        Assert.Equal(1, tickets.FindIndex(ticket => ticket is VmBatch));
    }

    [Fact]
    public async Task Reload_is_not_hurried_by_what_becomes_durable_meanwhile()
    {
        IActorRef shard = ActorRefs.Nobody;
        var before = new List<OutboxActor.Write>();
        var isSent = false;
        void SendOnce()
        {
            if (isSent)
                return;
            isSent = true;
            foreach (var write in before)
                shard.Tell(new OutboxActor.Durable(write.Ticket, write.Commit));
            shard.Tell(Batch("late", 1, "PANIC"));
        }

        shard = Start([.. Enumerable.Range(0, PartitionMap.VmPartitions).Select(number => new HostedPartition(number, new FakePartition(number, _seen, "PANIC") { OnReload = SendOnce }))]);
        for (var vm = 0; vm < 10; vm++)
        {
            shard.Tell(Batch($"vm{vm}", 1, "PANIC"));
            before.Add(await ExpectMsgAsync<OutboxActor.Write>());
        }

        shard.Tell(new ShardActor.Reload(new PartitionRules(RuleSet.Empty, Samples.Configuration)));

        var tickets = new List<object?>();
        while (tickets.Count < 4)
        {
            if (await ExpectMsgAsync<object>() is OutboxActor.Write { Ticket: UnwrittenCommits.Handed handed })
                tickets.Add(handed.Ticket);
        }

        Assert.Equal(1, tickets.FindIndex(ticket => ticket is VmBatch));
    }

    [Fact]
    public async Task Start_tells_the_partition_which_vms_are_not_heard()
    {
        var partition = new FakePartition(0, _seen);
        var vm = new VmView { Id = "web1", Name = "web1", Host = "h1" };

        Start([new HostedPartition(0, partition, [vm])]);

        await Until(() => partition.Told.Contains(vm));
    }

    [Fact]
    public async Task Batch_too_much_is_unwritten_is_held_until_something_is_durable()
    {
        var shard = Start(new FakePartition(0, _seen, "PANIC") { Bytes = ShardActor.MaxUnwrittenBytes });
        shard.Tell(Batch("web1", 1, "PANIC"));
        var first = await ExpectMsgAsync<OutboxActor.Write>();

        shard.Tell(Batch("db1", 2, "PANIC"));
        await Until(() => _board.Read().Store.HeldBatches == 1);
        shard.Tell(new OutboxActor.Durable(first.Ticket, first.Commit));

        Assert.Equal(1, (await ExpectMsgAsync<BatchDone>()).Number);
        Assert.Equal(2, Assert.IsType<VmBatch>(Assert.IsType<UnwrittenCommits.Handed>((await ExpectMsgAsync<OutboxActor.Write>()).Ticket).Ticket).Number);
        await Until(() => _board.Read().Store.HeldBatches == 0);
    }

    [Fact]
    public async Task Inbox_rows_that_are_too_early_are_given_again_with_what_comes_next_and_when_time_has_passed()
    {
        var fleet = new FakePartition(PartitionMap.VmPartitions, _seen) { EarlyUntil = _clock.Start.AddSeconds(1) };
        var shard = Start([new HostedPartition(PartitionMap.VmPartitions, fleet)]);
        var underWay = _horizon.SetOut();
        Advance(TimeSpan.FromSeconds(2));
        shard.Tell(new ShardActor.InboxBrought([Row("a", PartitionMap.VmPartitions)]));
        shard.Tell(new ShardActor.InboxBrought([Row("b", PartitionMap.VmPartitions)]));
        await SettledAsync(shard);
        Advance(TimeSpan.FromMilliseconds(20));
        await SettledAsync(shard);
        await ExpectNoMsgAsync(TimeSpan.Zero);
        Assert.Empty(fleet.Seen);

        underWay.Arrive();
        Advance(TimeSpan.FromMilliseconds(20));

        Assert.Equal(["a", "b"], (await ExpectMsgAsync<OutboxActor.Write>()).Commit.Taken.AsEnumerable());
    }

    [Fact]
    public async Task Inbox_rows_that_are_not_too_early_any_more_do_not_wait_for_what_is_due_and_held_back()
    {
        var fleet = new FakePartition(PartitionMap.VmPartitions, _seen) { EarlyUntil = _clock.Start.AddSeconds(1), NextDue = _clock.Start.AddSeconds(3) };
        var shard = Start([new HostedPartition(PartitionMap.VmPartitions, fleet)]);
        var first = _horizon.SetOut();
        await SettledAsync(shard); // A timer that is set just while time is moved may be lost.
        Advance(TimeSpan.FromSeconds(2));
        var second = _horizon.SetOut();
        Advance(TimeSpan.FromSeconds(2));
        await SettledAsync(shard);
        shard.Tell(new ShardActor.InboxBrought([Row("a", PartitionMap.VmPartitions)]));
        await SettledAsync(shard);
        Assert.Empty(fleet.Seen);

        first.Arrive();
        Advance(TimeSpan.FromMilliseconds(20));

        Assert.Equal(["a"], (await ExpectMsgAsync<OutboxActor.Write>()).Commit.Taken.AsEnumerable());
        second.Arrive();
    }

    [Theory]
    [InlineData(400)]
    [InlineData(1000)]
    [InlineData(1050)]
    public async Task Rows_that_are_too_early_and_fill_the_memory_are_taken_once_they_are_not(int count)
    {
        var rows = Enumerable.Range(0, count).Select(i => Row($"r{i:0000}", PartitionMap.VmPartitions)).ToImmutableArray();
        await _store.AddInboxAsync(rows);
        var fleet = new FakePartition(PartitionMap.VmPartitions, _seen) { EarlyUntil = _clock.Start.AddSeconds(1) };
        var shard = Start([new HostedPartition(PartitionMap.VmPartitions, fleet)]);
        var underWay = _horizon.SetOut();
        await SettledAsync(shard);
        Advance(TimeSpan.FromSeconds(2));
        shard.Tell(new ShardActor.InboxBrought(rows));
        await SettledAsync(shard);
        underWay.Arrive();
        for (var i = 0; i < 50; i++)
        {
            Advance(TimeSpan.FromMilliseconds(200));
            await SettledAsync(shard);
        }
        Assert.NotEmpty(fleet.Seen);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(PartitionMap.VmPartitions)]
    public async Task Inbox_rows_left_in_the_store_hold_back_time_steps_batches_and_reloads_until_they_are_taken(int number)
    {
        var rows = Enumerable.Range(0, InboxQueue.MaxRows + 50).Select(i => Row($"r{i:0000}", number)).ToImmutableArray();
        await _store.AddInboxAsync(rows);
        var partition = new FakePartition(number, _seen) { NextDue = _clock.Start.AddSeconds(5) };
        var other = new FakePartition(1, []) { NextDue = _clock.Start.AddSeconds(5) };
        var shard = Start([new HostedPartition(number, partition), new HostedPartition(1, other)]);
        Advance(TimeSpan.FromSeconds(4));
        shard.Tell(new ShardActor.InboxBrought(rows));
        shard.Tell(new ShardActor.MayBegin(number, "s_1"));
        shard.Tell(new ShardActor.MayBegin(1, "s_2"));
        shard.Tell(new ShardActor.Reload(new PartitionRules(RuleSet.Empty, Samples.Configuration)));
        Advance(TimeSpan.FromSeconds(2));
        await Until(() => other.Seen.Contains("time"));
        await SettledAsync(shard);
        Assert.Equal(rows.Take(InboxQueue.MaxRows).Select(row => row.Id), partition.Seen);
        Assert.Empty(partition.Told);

        var (sequence, permits, isAllTaken) = (0L, 0, false);
        while (permits < 2 || partition.Told.IsEmpty || !partition.Seen.Contains("time"))
        {
            var message = await ExpectMsgAsync<object>();
            if (message is OutboxActor.Write { Commit: var commit } write)
            {
                isAllTaken |= commit.Taken.Contains(rows[^1].Id);
                if (commit.Partition == number)
                    await _store.AppendAsync([commit with { AppliedSequence = ++sequence }]);
                shard.Tell(new OutboxActor.Durable(write.Ticket, commit));
            }
            else if (message is ShardActor.StepPermit)
            {
                // The other partition's is not kept waiting.
                Assert.Equal(++permits == 2, isAllTaken);
            }

            Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.Equal(rows.Length + 1, partition.Seen.Count);
        Assert.True(partition.Seen.ToList().IndexOf("time") >= InboxQueue.MaxRows);
        Assert.Same(RuleSet.Empty, Assert.Single(partition.Told));
    }

    private static async Task SettledAsync(IActorRef shard) => await shard.Ask<ActorIdentity>(new Identify(1), Guard.Limit);

    private static IEnumerable<HostedPartition> Others(FakePartition partition) =>
        Enumerable.Range(1, PartitionMap.VmPartitions - 1).Select(number => new HostedPartition(number, number == PartitionMap.OfVm("web1") ? partition : new FakePartition(number, [])));

    private static InboxRow Row(string id, int partition = 0) => new(id, partition, InboxKinds.FleetHit, "{}"u8.ToArray());

    private VmBatch Batch(string vm, long number, string name)
    {
        var view = new VmView { Id = vm, Name = vm, Host = "h1" };
        var e = new VmEvent { Id = $"{vm}/{number}", Name = name, Data = "{}"u8.ToArray(), At = default };
        return new VmBatch(vm, number, [new EventInput(view, e)], TestActor);
    }

    private IActorRef Start(IPartition partition, params InboxRow[] pending) => Start(Enumerable.Range(0, PartitionMap.Count)
        .Select(number => new HostedPartition(number, partition, recovery: number == 0 ? new PartitionRecovery(0, null, null, [], []) { Inbox = [.. pending] } : null)));

    private IActorRef Start(IEnumerable<HostedPartition> hosted)
    {
        var partitions = hosted.ToImmutableDictionary(partition => partition.Number);
        var (outbox, store, clock, horizon, board) = (TestActor, _store, _clock, _horizon, _board);
        return Sys.ActorOf(Props.Create(() => new ShardActor(0, partitions, outbox, store, clock, horizon, board)));
    }
}
