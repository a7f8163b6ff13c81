using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Secrets;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Tests.Deliveries;

/// <summary>What was claimed before a silence or a maintenance began is not begun inside of it.</summary>
public sealed class HeldDeliveryTests : VirtualTimeKit
{
    private readonly FakeSender _sender = new();
    private readonly RuntimeStatusBoard _board;

    public HeldDeliveryTests() => _board = new RuntimeStatusBoard(new EngineClock(Time, null));

    [Fact]
    public async Task Hold_begins_what_is_claimed_and_not_begun_is_given_back_and_claimed_anew()
    {
        var store = new MemoryStore();
        store.Add(Samples.Delivery("first"), Samples.Delivery("second"), Samples.Delivery("third"));
        Start(store, concurrency: 1).Tell(TargetActor.Wake.Instance);
        var first = await _sender.NextAsync();
        await Until(() => store.Claimed == 3);

        store.Holds++;
        first.Reply(200);

        var second = await _sender.NextAsync();
        Assert.Equal("second", second.WebhookId);
        Assert.Equal(["second", "third"], store.Results.Where(result => result.Outcome == AttemptOutcome.Released).Select(result => result.WebhookId));
        Assert.Equal(5, store.Claimed);
        second.Reply(200);
        (await _sender.NextAsync()).Reply(200);
        await Until(() => store.OutcomeOf("third") == AttemptOutcome.Delivered);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Target_fails_then_works_inside_a_silence_the_alert_is_told_once_when_that_is_over(bool isEndedByHand)
    {
        using var folder = new TempFolder();
        await using var store = await SqliteStore.OpenAsync(Path.Combine(folder.Path, "r.db"), new StoreOptions());
        var alert = Samples.Delivery("begins") with { Alert = "a_1", ActionPath = "then[0].alert", CreatedAt = Time.GetUtcNow() };
        await store.AppendAsync([new Commit { Partition = 1, AppliedSequence = 1, Alerts = [Open(alert)], Deliveries = [alert] }]);
        var target = Start(store, concurrency: 4);
        target.Tell(TargetActor.Wake.Instance);
        (await _sender.NextAsync()).Reply(503);
        await Until(() => _board.Read().Targets.Single() is { InFlight: 0, NextDue: not null });

        var silence = new Silence { Id = "s1", Matchers = [new Matcher("vm", alert.VmName)], StartsAt = Time.GetUtcNow(), EndsAt = Time.GetUtcNow() + TimeSpan.FromHours(1) };
        await store.ActAsync(new OperatorAct { Audit = [], Begins = new HoldRow(silence, Time.GetUtcNow(), null, null) });
        Advance(TimeSpan.FromMinutes(2));
        await Until(() => store.Statistics.DeliveriesHeld == 1);
        await Until(() => _board.Read().Targets.Single().NextDue is { } due && due > silence.EndsAt);
        Assert.Equal(0, _sender.Waiting);

        if (isEndedByHand)
        {
            Assert.Equal([alert.Target], (await store.ActAsync(new OperatorAct { Audit = [], Ends = new HoldEnd("s1", Time.GetUtcNow(), "ann") })).AsEnumerable());
            target.Tell(TargetActor.Wake.Instance);
        }
        else
        {
            Advance(TimeSpan.FromHours(1));
        }

        var told = await _sender.NextAsync();
        Assert.Equal("begins", told.WebhookId);
        told.Reply(200);
        await Until(() => _board.Read().Targets.Single() is { InFlight: 0, Unwritten: 0 });
        Advance(TimeSpan.FromHours(2));
        Assert.Empty(await store.PendingTargetsAsync());
        Assert.Equal(0, _sender.Waiting);
    }

    private static AlertRow Open(DeliveryRow delivery) => new()
    {
        Uid = "a_1", Rule = delivery.Rule, Id = "down", Key = "{}", VmId = "id-1", VmName = delivery.VmName, State = AlertState.Firing, Severity = "error", Summary = "down",
        StartsAt = delivery.CreatedAt, RefreshedAt = delivery.CreatedAt, Targets = [delivery.Target], FiringId = delivery.FiringId,
    };

    private IActorRef Start(IReactorStore store, int concurrency)
    {
        var secrets = new SecretResolver(ImmutableSortedDictionary<string, SecretSource>.Empty, _ => null);
        var services = new TargetServices(
            store, new DeliveryAttempt(new WebhookRequestFactory(secrets, "0.1.0"), _sender), new EngineClock(Time, null), Time, _ => { }, _board, Logs);
        var configuration = Samples.Target() with { Concurrency = concurrency, Retry = new RetryOptions { Attempts = 9, BackoffMin = TimeSpan.FromMinutes(1) } };
        return Sys.ActorOf(Props.Create(() => new TargetActor("oncall", configuration, services, new Random(1))));
    }
}
