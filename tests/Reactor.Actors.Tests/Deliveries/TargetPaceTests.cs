using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Secrets;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Tests.Deliveries;

/// <summary>A target's rate, breaker and order, and targets that are called again.</summary>
public sealed class TargetPaceTests : VirtualTimeKit
{
    private readonly MemoryStore _store = new();
    private readonly FakeSender _sender = new();
    private readonly RuntimeStatusBoard _board;
    private readonly List<InboxRow> _brought = [];

    public TargetPaceTests() => _board = new RuntimeStatusBoard(new EngineClock(Time, null));

    private TargetStatus Status => _board.Read().Targets.Single();

    [Fact]
    public async Task Rate_burst_goes_at_once_and_the_rest_evenly()
    {
        _store.Add([.. Enumerable.Range(0, 8).Select(i => Samples.Delivery($"msg_{i}"))]);
        Start(Samples.Target() with { Concurrency = 20, Rate = new DeliveryRate(4, TimeSpan.FromSeconds(1)) }).Tell(TargetActor.Wake.Instance);

        for (var i = 0; i < 4; i++)
            (await _sender.NextAsync()).Reply(200);
        for (var sent = 5; sent <= 8; sent++)
        {
            await Until(() => Status.Delivered == sent - 1 && Status.InFlight == 0);
            Assert.Equal(0, _sender.Waiting);
            Advance(TimeSpan.FromMilliseconds(249));
            Assert.Equal(0, _sender.Waiting);
            Advance(TimeSpan.FromMilliseconds(1));
            (await _sender.NextAsync()).Reply(200);
        }
    }

    [Fact]
    public async Task Breaker_opens_and_deliveries_wait_without_spending_attempts_until_one_succeeds()
    {
        var breaker = new BreakerOptions { Failures = 2, OpenMin = TimeSpan.FromMinutes(1), OpenMax = TimeSpan.FromMinutes(4) };
        _store.Add([.. Enumerable.Range(0, 6).Select(i => Samples.Delivery($"msg_{i}"))]);
        var target = Start(Samples.Target() with { Concurrency = 1, Breaker = breaker });
        target.Tell(TargetActor.Wake.Instance);
        (await _sender.NextAsync()).Reply(500);
        (await _sender.NextAsync()).Reply(null);

        await Until(() => Status is { State: TargetState.Open, InFlight: 0 });
        Assert.Equal(1, Logs.Count("is left alone"));
        // More become due, and more come: they wait.
        Advance(TimeSpan.FromSeconds(40));
        target.Tell(TargetActor.Wake.Instance);
        await target.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        Assert.Equal(0, _sender.Waiting);

        Advance(TimeSpan.FromSeconds(20));
        var probe = await _sender.NextAsync();
        await target.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        Assert.Equal(0, _sender.Waiting);
        probe.Reply(200);

        for (var left = 5; left > 0; left--)
            (await _sender.NextAsync()).Reply(200);
        await Until(() => Status is { State: TargetState.Active, Delivered: 6 });
        Assert.Equal(8, _store.Results.Count);
        Assert.NotNull(Status.LastSuccess);
    }

    [Fact]
    public async Task Breaker_configured_again_tries_at_once()
    {
        var configuration = Samples.Target() with { Breaker = new BreakerOptions { Failures = 1, OpenMin = TimeSpan.FromHours(1), OpenMax = TimeSpan.FromHours(1) } };
        _store.Add(Samples.Delivery("msg_1"), Samples.Delivery("msg_2"));
        var target = Start(configuration with { Concurrency = 1 });
        target.Tell(TargetActor.Wake.Instance);
        (await _sender.NextAsync()).Reply(503);
        await Until(() => Status is { State: TargetState.Open, InFlight: 0 });

        target.Tell(new TargetActor.Configure(configuration));

        (await _sender.NextAsync()).Reply(200);
        await Until(() => Status.State == TargetState.Active);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Breaker_is_open_enabled_or_sent_once_more_by_hand_tries_at_once(bool isEnabled)
    {
        var configuration = Samples.Target() with { Concurrency = 1, Breaker = new BreakerOptions { Failures = 1, OpenMin = TimeSpan.FromHours(1), OpenMax = TimeSpan.FromHours(1) } };
        _store.Add(Samples.Delivery("msg_1"), Samples.Delivery("msg_2"));
        var target = Start(configuration);
        target.Tell(TargetActor.Wake.Instance);
        (await _sender.NextAsync()).Reply(503);
        await Until(() => Status is { State: TargetState.Open, InFlight: 0 });
        target.Tell(TargetActor.Wake.Instance);
        await target.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        Assert.Equal(0, _sender.Waiting);

        if (isEnabled)
            Assert.Equal(new TargetActor.Enabled(WasDisabled: false, WasLeftAlone: true), await target.Ask<TargetActor.Enabled>(TargetActor.Enable.Instance, Guard.Limit));
        else
            target.Tell(TargetActor.TryNow.Instance);

        var probe = await _sender.NextAsync();
        // One tries; a second word while it does changes nothing.
        target.Tell(TargetActor.TryNow.Instance);
        await target.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        Assert.Equal(0, _sender.Waiting);
        probe.Reply(200);
        await Until(() => Status.State == TargetState.Active);
        Assert.False((await target.Ask<TargetActor.Enabled>(TargetActor.Enable.Instance, Guard.Limit)).WasLeftAlone);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task Breaker_refusals_of_single_messages_do_not_open_it(int status)
    {
        _store.Add([.. Enumerable.Range(0, 9).Select(i => Samples.Delivery($"msg_{i}"))]);
        Start(Samples.Target() with { Breaker = new BreakerOptions { Failures = 2 } }).Tell(TargetActor.Wake.Instance);

        for (var i = 0; i < 9; i++)
            (await _sender.NextAsync()).Reply(status);

        await Until(() => _store.Results.Count == 9);
        Assert.Equal(TargetState.Failing, Status.State);
    }

    [Fact]
    public async Task Ordered_one_that_fails_holds_those_of_its_vm_alone_and_one_given_up_lets_the_next_go()
    {
        _store.Add(Of("a1", "a"), Of("a2", "a"), Of("b1", "b"), Of("a3", "a"), Of("b2", "b"));
        var target = Start(Samples.Target() with { IsOrdered = true, Retry = new RetryOptions { Attempts = 2, BackoffMin = TimeSpan.FromMinutes(1) } });
        target.Tell(TargetActor.Wake.Instance);

        var first = new[] { await _sender.NextAsync(), await _sender.NextAsync() }.ToDictionary(call => call.WebhookId);
        Assert.Equal(["a1", "b1"], first.Keys.Order());
        first["a1"].Reply(500);
        first["b1"].Reply(200);
        var second = await _sender.NextAsync();
        Assert.Equal("b2", second.WebhookId);
        second.Reply(200);
        await Until(() => Status is { InFlight: 0, NextDue: not null });
        Assert.Equal(0, _sender.Waiting);

        Advance(TimeSpan.FromMinutes(1));
        var again = await _sender.NextAsync();
        Assert.Equal("a1", again.WebhookId);
        again.Reply(500);
        foreach (var id in (string[])["a2", "a3"])
        {
            var next = await _sender.NextAsync();
            Assert.Equal(id, next.WebhookId);
            Assert.Equal(0, _sender.Waiting);
            next.Reply(200);
        }

        await Until(() => _store.OutcomeOf("a3") == AttemptOutcome.Delivered);
        Assert.Equal(AttemptOutcome.Dead, _store.OutcomeOf("a1"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disabled_called_again_by_order_or_reload_says_so_in_both_directions(bool byOrder)
    {
        _store.Add(Samples.Delivery("msg_1"));
        var target = Start(Samples.Target());
        target.Tell(TargetActor.Wake.Instance);
        (await _sender.NextAsync()).Reply(410);
        await Until(() => _store.Disabled.ContainsKey("oncall") && Status is { State: TargetState.Disabled, InFlight: 0 });

        if (byOrder)
            Assert.True((await target.Ask<TargetActor.Enabled>(TargetActor.Enable.Instance, Guard.Limit)).WasDisabled);
        else
            target.Tell(new TargetActor.Configure(Samples.Target()));

        await Until(() => _store.Disabled.Count == 0 && Status.State == TargetState.Active);
        Assert.Equal([true, false], _store.Inbox.Select(row => DaemonTrouble.Read(row.Kind, row.Payload).IsBad));
        Assert.Equal(2, _store.Inbox.Select(row => row.Id).Distinct().Count());
        await Until(() => Brought == 2);
        Assert.False((await target.Ask<TargetActor.Enabled>(TargetActor.Enable.Instance, Guard.Limit)).WasDisabled);
    }

    [Fact]
    public async Task Disabled_by_the_one_that_tried_whether_it_works_is_called_again_once_enabled()
    {
        var breaker = new BreakerOptions { Failures = 1, OpenMin = TimeSpan.FromMinutes(1), OpenMax = TimeSpan.FromMinutes(4) };
        _store.Add(Samples.Delivery("msg_1"), Samples.Delivery("msg_2"));
        var target = Start(Samples.Target() with { Concurrency = 1, Breaker = breaker });
        target.Tell(TargetActor.Wake.Instance);
        (await _sender.NextAsync()).Reply(500);
        await Until(() => Status is { State: TargetState.Open, InFlight: 0 });
        await Until(() =>
        {
            Advance(TimeSpan.FromMinutes(1));
            return _sender.Waiting > 0;
        });
        (await _sender.NextAsync()).Reply(410);
        await Until(() => Status is { State: TargetState.Disabled, InFlight: 0 });

        await target.Ask<TargetActor.Enabled>(TargetActor.Enable.Instance, Guard.Limit);
        _store.Add(Samples.Delivery("msg_3"));
        await Until(() =>
        {
            target.Tell(TargetActor.Wake.Instance);
            Advance(TimeSpan.FromMinutes(1));
            return _sender.Waiting > 0;
        });
    }

    [Fact]
    public async Task Disabled_store_fails_is_written_when_it_works_again_and_the_last_word_counts()
    {
        _store.Add(Samples.Delivery("msg_1"));
        var target = Start(Samples.Target());
        target.Tell(TargetActor.Wake.Instance);
        var call = await _sender.NextAsync();
        _store.Failure = new StoreUnavailableException(StoreFailure.Full, "the disk is full");
        call.Reply(410);
        await Until(() => Logs.Count("wait for the store") == 1);
        var enabling = target.Ask<TargetActor.Enabled>(TargetActor.Enable.Instance, Guard.Limit);
        await target.Ask<ActorIdentity>(new Identify(1), Guard.Limit);

        _store.Failure = null;
        await Until(() =>
        {
            Advance(TimeSpan.FromSeconds(5));
            return enabling.IsCompleted;
        });

        Assert.True((await enabling).WasDisabled);
        Assert.Empty(_store.Disabled);
        // Written for itself, before or after that.
        await Until(() => _store.OutcomeOf("msg_1") == AttemptOutcome.Dead);
    }

    private int Brought
    {
        get
        {
            lock (_brought)
                return _brought.Count;
        }
    }

    private static DeliveryRow Of(string id, string vm) => Samples.Delivery(id) with { VmName = vm };

    private IActorRef Start(WebhookTarget configuration)
    {
        var secrets = new SecretResolver(ImmutableSortedDictionary<string, SecretSource>.Empty, _ => null);
        Action<ImmutableArray<InboxRow>> bring = rows =>
        {
            lock (_brought)
                _brought.AddRange(rows);
        };
        var services = new TargetServices(
            _store, new DeliveryAttempt(new WebhookRequestFactory(secrets, "0.1.0"), _sender), new EngineClock(Time, null), Time, bring, _board, Logs);
        return Sys.ActorOf(Props.Create(() => new TargetActor("oncall", configuration, services, new Random(1))));
    }
}
