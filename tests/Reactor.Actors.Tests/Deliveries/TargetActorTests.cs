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

public sealed class TargetActorTests : VirtualTimeKit
{
    private readonly MemoryStore _store = new();
    private readonly FakeSender _sender = new();
    private readonly RuntimeStatusBoard _board;

    public TargetActorTests() => _board = new RuntimeStatusBoard(new EngineClock(Time, null));

    private TargetStatus Status => _board.Read().Targets.Single();

    [Fact]
    public async Task Wake_delivery_waits_is_attempted_and_completed()
    {
        _store.Add(Samples.Delivery());
        Start().Tell(TargetActor.Wake.Instance);

        (await _sender.NextAsync()).Reply(200);

        await Until(() => _store.Results.Count == 1);
        var result = _store.Results[0];
        Assert.Equal(("msg_1", 1, AttemptOutcome.Delivered, (int?)200), (result.WebhookId, result.Attempt, result.Outcome, result.Status));
    }

    [Fact]
    public void Deliveries_are_logged_a_few_of_each_second_and_the_others_counted()
    {
        var tally = new TargetTally("oncall", null, new EngineClock(Time, null), Logs);
        var at = Time.GetUtcNow();
        for (var i = 0; i < 25; i++)
            Count(at);
        Count(at.AddSeconds(1));

        Assert.Equal(11, Logs.Count("was taken by target oncall"));
        Assert.Equal(1, Logs.Count("Target oncall took more deliveries, too many for a line each: 15"));
       

        void Count(DateTimeOffset when) =>
            tally.Count(new ClaimedDelivery(Samples.Delivery(), 1), new AttemptResult("msg_1", 1, AttemptOutcome.Delivered, when, TimeSpan.Zero, 200, "200 OK"));
    }

    [Fact]
    public async Task Attempt_fails_is_repeated_with_the_same_id_when_due()
    {
        _store.Add(Samples.Delivery());
        Start().Tell(TargetActor.Wake.Instance);

        var first = await _sender.NextAsync();
        first.Reply(500);
        await Until(() => Status.NextDue is not null);
        Assert.Equal(TargetState.Failing, Status.State);
        Assert.Equal(0, _sender.Waiting);

        Advance(TimeSpan.FromSeconds(5));
        var second = await _sender.NextAsync();
        Assert.Null(Status.NextDue);
        Assert.Equal(first.WebhookId, second.WebhookId);
        Assert.Equal(first.Request.Body.ToArray(), second.Request.Body.ToArray());
        second.Reply(200);

        await Until(() => _store.OutcomeOf("msg_1") == AttemptOutcome.Delivered);
        await Until(() => Status.State == TargetState.Active);
        Assert.Equal(1, Logs.Count("oncall fails"));
        Assert.Equal(1, Logs.Count("oncall works again"));
    }

    [Fact]
    public async Task Delivery_begun_at_once_is_timed_from_the_reading_of_its_event()
    {
        var now = Time.GetUtcNow();
        _store.Add(Samples.Delivery() with { CreatedAt = now });
        var claimed = await _store.ClaimAsync("oncall", 1, now);
        Start().Tell(new TargetActor.HandedOver([claimed[0] with { HeardAt = now - TimeSpan.FromSeconds(2) }]));
        var sent = await _sender.NextAsync();
        Time.Advance(TimeSpan.FromSeconds(1));

        sent.Reply(200);

        await Until(() => _store.Results.Count == 1);
        var status = _board.Read();
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)), (status.EventDeliveryDurations.Sum, status.DeliveryDurations.Sum));
    }

    [Fact]
    public async Task Delivery_tried_again_is_timed_once_from_its_decision()
    {
        _store.Add(Samples.Delivery() with { CreatedAt = Time.GetUtcNow() });
        Start().Tell(TargetActor.Wake.Instance);
        (await _sender.NextAsync()).Reply(500);
        await Until(() => Status.NextDue is not null);
        Advance(TimeSpan.FromSeconds(5));

        (await _sender.NextAsync()).Reply(200);

        await Until(() => _store.OutcomeOf("msg_1") == AttemptOutcome.Delivered);
        Assert.Equal((1, TimeSpan.FromSeconds(5)), (_board.Read().EventDeliveryDurations.Counts.Sum(), _board.Read().EventDeliveryDurations.Sum));
    }

    [Theory]
    [InlineData("resolved", 0)]
    [InlineData("repeat", 0)]
    [InlineData("resend", 0)]
    [InlineData("firing", 2)]
    public async Task What_is_said_again_or_sent_once_more_by_hand_is_not_timed_as_of_an_event(string kind, int before)
    {
        _store.Add(Samples.Delivery() with { Kind = kind, CreatedAt = Time.GetUtcNow() });
        var claimed = await _store.ClaimAsync("oncall", 1, Time.GetUtcNow());
        Start().Tell(new TargetActor.HandedOver([claimed[0] with { Before = before }]));

        (await _sender.NextAsync()).Reply(200);

        await Until(() => _store.Results.Count == 1);
        Assert.Equal((0, 1), (_board.Read().EventDeliveryDurations.Counts.Sum(), _board.Read().DeliveryDurations.Counts.Sum()));
    }

    [Fact]
    public async Task Attempt_last_one_fails_is_a_dead_letter()
    {
        _store.Add(Samples.Delivery());
        Start().Tell(TargetActor.Wake.Instance);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            (await _sender.NextAsync()).Reply(500);
            if (attempt < 3)
            {
                await Until(() => Status.NextDue is not null);
                Advance(TimeSpan.FromMinutes(1));
            }
        }

        await Until(() => _store.OutcomeOf("msg_1") == AttemptOutcome.Dead);
        Assert.Equal(1, Logs.Count("is a dead letter"));
        Assert.Equal(1, Status.Dead);
    }

    [Fact]
    public async Task Wake_many_wait_never_more_than_concurrency_and_none_twice()
    {
        var ids = Enumerable.Range(1, 20).Select(i => $"msg_{i}").ToList();
        ids.ForEach(id => _store.Add(Samples.Delivery(id)));
        var target = Start(Samples.Target() with { Concurrency = 3 });
        target.Tell(TargetActor.Wake.Instance);
        target.Tell(TargetActor.Wake.Instance);

        var seen = new List<string>();
        while (seen.Count < ids.Count)
        {
            var call = await _sender.NextAsync();
            target.Tell(TargetActor.Wake.Instance);
            seen.Add(call.WebhookId);
            call.Reply(200);
        }

        await Until(() => _store.Results.Count == ids.Count);
        Assert.Equal(ids.Order(), seen.Order());
        Assert.InRange(_sender.MaxInFlight, 1, 3);
    }

    [Fact]
    public async Task Attempt_answers_410_disables_the_target_and_the_rest_is_dead()
    {
        _store.Add(Samples.Delivery("msg_1"), Samples.Delivery("msg_2"));
        var target = Start(Samples.Target() with { Concurrency = 1 });
        target.Tell(TargetActor.Wake.Instance);

        (await _sender.NextAsync()).Reply(410);

        await Until(() => _store.Disabled.ContainsKey("oncall") && _store.OutcomeOf("msg_2") == AttemptOutcome.Dead);
        await Until(() => _store.OutcomeOf("msg_1") == AttemptOutcome.Dead);
        Assert.Equal(TargetState.Disabled, Status.State);
        Assert.Equal(0, _sender.Waiting);
    }

    [Fact]
    public async Task Enabled_before_what_it_gave_back_is_written_it_is_tried_once_that_is()
    {
        var turns = new StoreTurns();
        var store = new MemoryStore { Turns = turns };
        store.Add(Samples.Delivery("msg_1"), Samples.Delivery("msg_2"), Samples.Delivery("msg_3"));
        var target = Start(Samples.Target() with { Concurrency = 1 }, store);
        target.Tell(TargetActor.Wake.Instance);
        await UntilAsync(() => store.Claimed == 3);
        (await _sender.NextAsync()).Reply(200);
        (await _sender.NextAsync()).Reply(410);
        await UntilAsync(() => store.Disabled.Count == 1);

        target.Tell(TargetActor.Enable.Instance, TestActor);
        await UntilAsync(() => store.Disabled.Count == 0);
        await ExpectMsgAsync<TargetActor.Enabled>();
        // It looks for what waits, and the third is none of that yet.
        var claims = store.Claims;
        await UntilAsync(() => store.Claims > claims);
        Assert.Empty(store.Results);

        await Until(() =>
        {
            if (turns.Count > 0)
                turns.Next();
            return _sender.Waiting == 1;
        });
        Assert.Equal("msg_3", (await _sender.NextAsync()).WebhookId);

        // Outcomes are written last of all.
        Task UntilAsync(Func<bool> condition) => Until(() =>
        {
            if (turns.Count > 0)
                turns.NextBut(nameof(MemoryStore.CompleteAsync));
            return condition();
        });
    }

    [Fact]
    public async Task Attempt_410_of_a_webhook_in_place_disables_nothing()
    {
        _store.Add(Samples.Delivery(inline: Samples.Inline("http://example.net/gone")));
        Start(null).Tell(TargetActor.Wake.Instance);

        (await _sender.NextAsync()).Reply(410);

        await Until(() => _store.OutcomeOf("msg_1") == AttemptOutcome.Dead);
        Assert.Empty(_store.Disabled);
    }

    [Fact]
    public async Task Attempt_store_fails_after_it_is_written_later_and_not_repeated()
    {
        _store.Add(Samples.Delivery());
        Start().Tell(TargetActor.Wake.Instance);
        var call = await _sender.NextAsync();

        _store.Failure = new StoreUnavailableException(StoreFailure.Full, "the disk is full");
        call.Reply(200);
        await Until(() => Logs.Count("wait for the store") == 1);
        _store.Failure = null;
        Advance(TimeSpan.FromSeconds(5));

        await Until(() => _store.OutcomeOf("msg_1") == AttemptOutcome.Delivered);
        Assert.Equal(0, _sender.Waiting);
    }

    [Fact]
    public async Task Attempt_store_fails_after_it_no_other_is_begun_until_it_is_written()
    {
        _store.Add([.. Enumerable.Range(1, 8).Select(i => Samples.Delivery($"msg_{i}"))]);
        Start(Samples.Target() with { Concurrency = 2 }).Tell(TargetActor.Wake.Instance);
        var (first, second) = (await _sender.NextAsync(), await _sender.NextAsync());

        _store.Failure = new StoreUnavailableException(StoreFailure.Full, "the disk is full");
        first.Reply(200);
        // Begun before the store was asked.
        var third = await _sender.NextAsync();
        await Until(() => Logs.Count("wait for the store") == 1);
        second.Reply(200);
        third.Reply(200);
        await Until(() => Status is { InFlight: 0, Unwritten: 3 });
        Advance(TimeSpan.FromSeconds(5));
        await Until(() => Status is { InFlight: 0, Unwritten: 3 });
        Assert.Equal(0, _sender.Waiting);

        _store.Failure = null;
        // The try of before may not have been answered yet: then the next one comes later than it looks here.
        await Until(() =>
        {
            Advance(TimeSpan.FromSeconds(1));
            return _sender.Waiting > 0;
        });
        for (var i = 4; i <= 8; i++)
            (await _sender.NextAsync()).Reply(200);

        await Until(() => _store.Results.Count == 8);
    }

    [Fact]
    public async Task Wake_store_fails_claims_when_it_works_again()
    {
        _store.Add(Samples.Delivery());
        _store.Failure = new StoreUnavailableException(StoreFailure.Full, "the disk is full");
        Start().Tell(TargetActor.Wake.Instance);
        await Until(() => Logs.Count("wait for the store") == 1);

        _store.Failure = null;
        Advance(TimeSpan.FromSeconds(5));

        (await _sender.NextAsync()).Reply(200);
    }

    [Fact]
    public async Task Wake_target_is_not_configured_is_a_dead_letter_that_says_so()
    {
        _store.Add(Samples.Delivery());
        Start(null).Tell(TargetActor.Wake.Instance);

        await Until(() => _store.OutcomeOf("msg_1") == AttemptOutcome.TargetRemoved);
        Assert.Contains("not in the configuration", _store.Results[0].Detail, StringComparison.Ordinal);
        Assert.Equal(0, _sender.Waiting);
    }

    [Fact]
    public async Task Attempt_secret_is_missing_fails_and_is_tried_again()
    {
        _store.Add(Samples.Delivery());
        Start(Samples.Target() with { Secrets = ["absent"] }).Tell(TargetActor.Wake.Instance);

        await Until(() => _store.Results.Count == 1);
        Assert.Equal(AttemptOutcome.Retry, _store.Results[0].Outcome);
        Assert.Contains("`absent`", _store.Results[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_attempt_ends_in_time_its_outcome_is_written()
    {
        _store.Add(Samples.Delivery());
        var target = Start();
        Watch(target);
        target.Tell(TargetActor.Wake.Instance);
        var call = await _sender.NextAsync();

        target.Tell(TargetActor.Stop.Instance);
        call.Reply(200);

        await ExpectTerminatedAsync(target);
        Assert.Equal(AttemptOutcome.Delivered, _store.OutcomeOf("msg_1"));
    }

    [Fact]
    public async Task Stop_attempt_does_not_end_it_is_given_back_uncounted()
    {
        _store.Add(Samples.Delivery());
        var target = Start();
        Watch(target);
        target.Tell(TargetActor.Wake.Instance);
        await _sender.NextAsync();

        target.Tell(TargetActor.Stop.Instance);
        // Handled once an answer to a later message is there.
        await target.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        Advance(TargetActor.StopGrace);

        await ExpectTerminatedAsync(target);
        Assert.Equal(AttemptOutcome.Released, _store.Results.Single().Outcome);
        Assert.Null(_store.OutcomeOf("msg_1"));
    }

    [Fact]
    public async Task Stop_attempt_under_way_answers_410_disables_the_target_and_ends()
    {
        _store.Add(Samples.Delivery("msg_1"), Samples.Delivery("msg_2"));
        var target = Start();
        Watch(target);
        target.Tell(TargetActor.Wake.Instance);
        var first = await _sender.NextAsync();
        var second = await _sender.NextAsync();

        target.Tell(TargetActor.Stop.Instance);
        await target.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        first.Reply(410);
        second.Reply(200);

        await ExpectTerminatedAsync(target);
        // It was asked for before the end, and is written before the store is closed: not before the actor ends.
        await Until(() => _store.Disabled.ContainsKey("oncall"));
        Assert.Equal(AttemptOutcome.Dead, _store.OutcomeOf(first.WebhookId));
        Assert.Equal(AttemptOutcome.Delivered, _store.OutcomeOf(second.WebhookId));
    }

    [Fact]
    public async Task Stop_nothing_under_way_ends_at_once()
    {
        var target = Start();
        Watch(target);

        target.Tell(TargetActor.Stop.Instance);

        await ExpectTerminatedAsync(target);
    }

    private IActorRef Start() => Start(Samples.Target());

    private IActorRef Start(WebhookTarget? configuration, MemoryStore? store = null)
    {
        var secrets = new SecretResolver(ImmutableSortedDictionary<string, SecretSource>.Empty, _ => null);
        var services = new TargetServices(
            store ?? _store, new DeliveryAttempt(new WebhookRequestFactory(secrets, "0.1.0"), _sender), new EngineClock(Time, null), Time, _ => { }, _board, Logs);
        return Sys.ActorOf(Props.Create(() => new TargetActor("oncall", configuration, services, new Random(1))));
    }
}
