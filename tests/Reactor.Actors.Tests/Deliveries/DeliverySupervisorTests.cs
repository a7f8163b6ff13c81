using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Secrets;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Tests.Deliveries;

public sealed class DeliverySupervisorTests : VirtualTimeKit
{
    private readonly MemoryStore _store = new();
    private readonly FakeSender _sender = new();
    private readonly RuntimeStatusBoard _board;

    public DeliverySupervisorTests() => _board = new RuntimeStatusBoard(new EngineClock(Time, null));

    [Fact]
    public async Task Start_deliveries_are_pending_attempts_them()
    {
        _store.Add(Samples.Delivery());

        Start();

        Assert.Equal("msg_1", (await _sender.NextAsync()).WebhookId);
    }

    [Fact]
    public async Task Start_store_fails_looks_again()
    {
        _store.Add(Samples.Delivery());
        _store.Failure = new StoreUnavailableException(StoreFailure.Locked, "another program writes to it");
        var supervisor = Start();
        // The failure arrives by itself; time moves until it has been seen.
        await Until(() =>
        {
            _store.Failure = null;
            Advance(TimeSpan.FromSeconds(5));
            return _sender.Waiting > 0;
        });

        Assert.Equal("msg_1", (await _sender.NextAsync()).WebhookId);
        Assert.False(supervisor.IsNobody());
    }

    [Fact]
    public async Task Written_each_target_is_served_by_itself()
    {
        var supervisor = Start();
        _store.Add(Samples.Delivery("msg_1"), Samples.Delivery("msg_2", "rule/guest-panicked/then[0].webhook", Samples.Inline("http://example.net/")));

        supervisor.Tell(new DeliverySupervisor.DeliveriesWritten(["oncall", "rule/guest-panicked/then[0].webhook"]));

        // The first is not answered: it holds up nobody.
        var ids = new[] { (await _sender.NextAsync()).WebhookId, (await _sender.NextAsync()).WebhookId };
        Assert.Equal(["msg_1", "msg_2"], ids.Order());
    }

    [Fact]
    public async Task Written_by_hand_target_that_is_left_alone_is_tried_at_once()
    {
        var breaker = new BreakerOptions { Failures = 1, OpenMin = TimeSpan.FromHours(1), OpenMax = TimeSpan.FromHours(1) };
        _store.Add(Samples.Delivery());
        var supervisor = Start(Samples.Target() with { Breaker = breaker });
        (await _sender.NextAsync()).Reply(503);
        await Until(() => _board.Read().Targets.Single().State == TargetState.Open);
        _store.Add(Samples.Delivery("msg_2"));

        supervisor.Tell(new DeliverySupervisor.DeliveriesWritten(["oncall"]) { ByHand = true });

        Assert.Equal("msg_2", (await _sender.NextAsync()).WebhookId);
    }

    [Fact]
    public async Task Stop_attempts_end_is_answered()
    {
        _store.Add(Samples.Delivery());
        var supervisor = Start();
        var call = await _sender.NextAsync();

        supervisor.Tell(DeliverySupervisor.Stop.Instance, TestActor);
        call.Reply(200);

        await ExpectMsgAsync<DeliverySupervisor.Stopped>();
        Assert.Equal(AttemptOutcome.Delivered, _store.OutcomeOf("msg_1"));
    }

    [Fact]
    public async Task Stop_no_target_is_answered()
    {
        Start().Tell(DeliverySupervisor.Stop.Instance, TestActor);

        await ExpectMsgAsync<DeliverySupervisor.Stopped>();
    }

    private IActorRef Start(WebhookTarget? target = null)
    {
        var secrets = new SecretResolver(ImmutableSortedDictionary<string, SecretSource>.Empty, _ => null);
        var clock = new EngineClock(Time, null);
        var services = new TargetServices(
            _store, new DeliveryAttempt(new WebhookRequestFactory(secrets, "0.1.0"), _sender), clock, Time, _ => { }, _board, Logs);
        var configured = ImmutableSortedDictionary<string, TargetConfiguration>.Empty.Add("oncall", target ?? Samples.Target());
        return Sys.ActorOf(Props.Create(() => new DeliverySupervisor(configured, services, new Random(1))));
    }
}
