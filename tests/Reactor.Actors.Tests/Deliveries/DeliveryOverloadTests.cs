using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Outbox;
using Reactor.Actors.Secrets;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Rules.Configuration;
using Reactor.Actors.Tracing;
using Reactor.Store;

namespace Reactor.Actors.Tests.Deliveries;

/// <summary>More comes in than the store can write: what is durable is delivered all the same. Time is what the store writes; each operation has its turn.</summary>
public sealed class DeliveryOverloadTests : VirtualTimeKit
{
    private const int Commits = 800;
    private const int Each = 10;
    private const long CommitBytes = 25_000;

    private readonly StoreTurns _turns = new();
    private readonly AnsweringSender _sender = new(_ => 200);
    private readonly RuntimeStatusBoard _board;

    public DeliveryOverloadTests() => _board = new RuntimeStatusBoard(new EngineClock(Time, null));

    [Fact]
    public async Task Flood_of_commits_outcomes_are_written_between_them_and_deliveries_keep_up()
    {
        var store = new MemoryStore { Turns = _turns };
        var (board, log, deliveries) = (_board, Logs, Start(store, concurrency: 64));
        await Until(() => _turns.Count == 1);
        _turns.Next();
        var outbox = Sys.ActorOf(Props.Create(() => new OutboxActor(store, deliveries, board, log, new Random(1), Tracer.None)));
        for (var number = 1; number <= Commits; number++)
        {
            var rows = Enumerable.Range(0, Each).Select(i => Samples.Delivery($"msg_{number}_{i}"));
            outbox.Tell(new OutboxActor.Write(Samples.Commit(number, 0, [.. rows]) with { ApproximateBytes = CommitBytes }, TestActor, number));
        }

        await Until(() => _board.Store.WaitingCommits == Commits);
        long sinceOutcomes = 0, longest = 0;
        while (store.Commits.Count < Commits)
        {
            var (name, bytes) = await TurnAsync(store);
            sinceOutcomes = name == nameof(MemoryStore.CompleteAsync) ? 0 : sinceOutcomes + bytes;
            longest = Math.Max(longest, sinceOutcomes);
        }

        Assert.InRange(longest, 1, 4 * 1024 * 1024);
        Assert.InRange(store.Results.Count, Commits * Each / 2, Commits * Each);
        while (store.Results.Count < Commits * Each)
            await TurnAsync(store);
        Assert.Equal(Commits * Each, _sender.To("hooks.example.net").Distinct().Count());
        Assert.Equal(Commits * Each, _sender.Count);
    }

    [Fact]
    public async Task Store_writes_no_outcome_attempts_go_on_up_to_the_bound()
    {
        const int some = 20;
        var store = new MemoryStore { Turns = _turns };
        store.Add([.. Enumerable.Range(0, TargetActor.MostUnwritten + some).Select(i => Samples.Delivery($"msg_{i}"))]);
        Start(store, concurrency: 4);
        while (_sender.Count < TargetActor.MostUnwritten)
        {
            await Until(() => _turns.Count > 0 || _sender.Count >= TargetActor.MostUnwritten);
            if (_turns.Count > 0)
                _turns.NextBut(nameof(MemoryStore.CompleteAsync));
        }

        await Until(() => Status is { InFlight: 0, Unwritten: >= TargetActor.MostUnwritten });
        Assert.InRange(_sender.Count, TargetActor.MostUnwritten, TargetActor.MostUnwritten + 3);
        Assert.Empty(store.Results);

        while (store.Results.Count < TargetActor.MostUnwritten + some)
        {
            await Until(() => _turns.Count > 0);
            _turns.Next();
        }

        Assert.Equal(TargetActor.MostUnwritten + some, _sender.Count);
    }

    private TargetStatus Status => _board.Read().Targets.Single();

    // Until all have done what they can without another turn: the outbox has asked for its next, all that is claimed was tried, and whoever has something
    // left to claim or to tell has asked too.
    private async Task<(string Name, long Bytes)> TurnAsync(MemoryStore store)
    {
        await Until(() =>
        {
            var (written, told) = (store.Commits.Sum(commit => commit.Deliveries.Length), store.Results.Count);
            var asked = (store.Commits.Count < Commits ? 1 : 0) + (told < written ? 1 : 0);
            return _turns.Count >= asked && Status.Unwritten == _sender.Count - told
                && (_sender.Count == store.Claimed || Status.Unwritten >= TargetActor.MostUnwritten);
        });
        return _turns.Next();
    }

    private IActorRef Start(MemoryStore store, int concurrency)
    {
        var secrets = new SecretResolver(ImmutableSortedDictionary<string, SecretSource>.Empty, _ => null);
        var services = new TargetServices(
            store, new DeliveryAttempt(new WebhookRequestFactory(secrets, "0.1.0"), _sender), new EngineClock(Time, null), Time, _ => { }, _board, Logs);
        var configured = ImmutableSortedDictionary<string, TargetConfiguration>.Empty.Add("oncall", Samples.Target() with { Concurrency = concurrency });
        return Sys.ActorOf(Props.Create(() => new DeliverySupervisor(configured, services, new Random(1))));
    }
}
