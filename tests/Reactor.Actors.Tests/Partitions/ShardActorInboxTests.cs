using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Outbox;
using Reactor.Actors.Partitions;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Partitions;

/// <summary>What waits in a partition's inbox is taken once, in order, and before what comes after it.</summary>
public sealed class ShardActorInboxTests : ShardActorKit
{
    [Fact]
    public async Task Inbox_rows_left_from_before_are_taken_and_a_second_time_dropped()
    {
        var shard = Start(new FakePartition(0, Seen), Row("a"), Row("b"));
        var write = await ExpectMsgAsync<OutboxActor.Write>();
        Assert.Equal(["a", "b"], write.Commit.Taken.AsEnumerable());

        shard.Tell(new ShardActor.InboxBrought([Row("b"), Row("c")]));

        Assert.Equal(["c"], (await ExpectMsgAsync<OutboxActor.Write>()).Commit.Taken.AsEnumerable());
        Assert.Equal(["a", "b", "c"], Seen.Cast<InboxInput>().Select(input => input.Row.Id));
        await Until(() => Board.Read().Inbox.Duplicates == 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(ShardActor.MaxInboxBatch + 20)]
    public async Task Inbox_rows_that_wait_are_taken_before_what_is_due(int rows)
    {
        var partition = new FakePartition(0, Seen, "PANIC") { Bytes = ShardActor.MaxUnwrittenBytes, NextDue = Clock.Start.AddSeconds(1) };
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
    public async Task Inbox_more_comes_than_fits_the_rest_is_loaded_in_order()
    {
        var rows = Enumerable.Range(0, InboxQueue.MaxRows + 50).Select(i => Row($"r{i:0000}")).ToImmutableArray();
        await Store.AddInboxAsync(rows);
        var shard = Start(new FakePartition(0, Seen));

        shard.Tell(new ShardActor.InboxBrought(rows));
        var sequence = 0L;
        while (Seen.Count < rows.Length)
        {
            var write = await ExpectMsgAsync<OutboxActor.Write>();
            await Store.AppendAsync([write.Commit with { AppliedSequence = ++sequence }]);
            shard.Tell(new OutboxActor.Durable(write.Ticket, write.Commit));
        }

        Assert.Equal(rows.Select(row => row.Id), Seen.Cast<InboxInput>().Select(input => input.Row.Id));
        Assert.Equal(50, Board.Read().Inbox.LeftInStore);
    }

    [Fact]
    public async Task Inbox_rows_that_are_too_early_are_given_again_with_what_comes_next_and_when_time_has_passed()
    {
        var fleet = new FakePartition(PartitionMap.VmPartitions, Seen) { EarlyUntil = Clock.Start.AddSeconds(1) };
        var shard = Start([new HostedPartition(PartitionMap.VmPartitions, fleet)]);
        var underWay = Horizon.SetOut();
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
        var fleet = new FakePartition(PartitionMap.VmPartitions, Seen) { EarlyUntil = Clock.Start.AddSeconds(1), NextDue = Clock.Start.AddSeconds(3) };
        var shard = Start([new HostedPartition(PartitionMap.VmPartitions, fleet)]);
        var first = Horizon.SetOut();
        await SettledAsync(shard); // A timer that is set just while time is moved may be lost.
        Advance(TimeSpan.FromSeconds(2));
        var second = Horizon.SetOut();
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
        await Store.AddInboxAsync(rows);
        var fleet = new FakePartition(PartitionMap.VmPartitions, Seen) { EarlyUntil = Clock.Start.AddSeconds(1) };
        var shard = Start([new HostedPartition(PartitionMap.VmPartitions, fleet)]);
        var underWay = Horizon.SetOut();
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
        await Store.AddInboxAsync(rows);
        var partition = new FakePartition(number, Seen) { NextDue = Clock.Start.AddSeconds(5) };
        var other = new FakePartition(1, []) { NextDue = Clock.Start.AddSeconds(5) };
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
                    await Store.AppendAsync([commit with { AppliedSequence = ++sequence }]);
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
}
