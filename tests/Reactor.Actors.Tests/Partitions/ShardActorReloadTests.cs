using Akka.Actor;
using Reactor.Actors.Outbox;
using Reactor.Actors.Partitions;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Partitions;

/// <summary>A reload goes from partition to partition, and what comes meanwhile between them.</summary>
public sealed class ShardActorReloadTests : ShardActorKit
{
    [Fact]
    public async Task Reload_is_answered_once_every_partition_stands_on_it_durably()
    {
        var partition = new FakePartition(0, Seen);
        var shard = Start([new HostedPartition(0, partition), new HostedPartition(1, new FakePartition(1, Seen))]);
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

        shard = Start([.. Enumerable.Range(0, PartitionMap.VmPartitions).Select(number => new HostedPartition(number, new FakePartition(number, Seen, "PANIC") { OnReload = SendOnce }))]);
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

        shard = Start([.. Enumerable.Range(0, PartitionMap.VmPartitions).Select(number => new HostedPartition(number, new FakePartition(number, Seen, "PANIC") { OnReload = SendOnce }))]);
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
}
