using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Secrets;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Tests.Deliveries;

/// <summary>An alert's end never overtakes its beginning, at targets that keep no other order too.</summary>
public sealed class DeliveryOrderTests : VirtualTimeKit
{
    private static readonly TimeSpan s_backoff = TimeSpan.FromMinutes(1);

    private readonly MemoryStore _store = new();
    private readonly FakeSender _sender = new();
    private readonly RuntimeStatusBoard _board;

    public DeliveryOrderTests() => _board = new RuntimeStatusBoard(new EngineClock(Time, null));

    private TargetStatus Status => _board.Read().Targets.Single();

    [Theory]
    [InlineData(200, AttemptOutcome.Delivered)]
    [InlineData(500, AttemptOutcome.Dead)]
    public async Task Target_fails_end_waits_for_its_beginning_and_goes_as_soon_as_that_is_done(int last, AttemptOutcome outcome)
    {
        _store.Add(Of("begins", "f_1"), Of("repeats", "f_1", "repeat"), Of("ends", "f_1", "resolved"), Of("other", "f_2", "resolved"));
        Start(attempts: 2).Tell(TargetActor.Wake.Instance);
        await ReplyAsync("begins", 503);
        await ReplyAsync("other", 200);
        await Until(() => Status is { InFlight: 0, NextDue: not null } && _store.Results.Count == 2);
        Assert.Equal(0, _sender.Waiting);

        Advance(s_backoff);
        await ReplyAsync("begins", last);
        await ReplyAsync("repeats", 200);
        await ReplyAsync("ends", 200);

        await Until(() => _store.OutcomeOf("ends") == AttemptOutcome.Delivered);
        Assert.Equal(outcome, _store.OutcomeOf("begins"));
    }

    [Fact]
    public async Task Beginning_is_being_tried_end_that_is_written_meanwhile_waits_for_its_outcome()
    {
        var target = Start(attempts: 2);
        target.Tell(TargetActor.Wake.Instance);
        await Until(() => _store.Claims == 1);
        _store.Add(Of("begins", "f_1"));
        target.Tell(TargetActor.Wake.Instance);
        var begins = await _sender.NextAsync();

        _store.Add(Of("ends", "f_1", "resolved"), Of("other", "f_2"));
        target.Tell(TargetActor.Wake.Instance);
        await ReplyAsync("other", 200);
        await Until(() => _store.OutcomeOf("other") is not null && Status.InFlight == 1);
        Assert.Equal(0, _sender.Waiting);
        begins.Reply(200);

        await ReplyAsync("ends", 200);
    }

    private async Task ReplyAsync(string id, int status)
    {
        var call = await _sender.NextAsync();
        Assert.Equal(id, call.WebhookId);
        call.Reply(status);
    }

    private static DeliveryRow Of(string id, string firing, string kind = "firing") => Samples.Delivery(id) with { FiringId = firing, Kind = kind, ActionPath = "then[0].alert" };

    private IActorRef Start(int attempts)
    {
        var secrets = new SecretResolver(ImmutableSortedDictionary<string, SecretSource>.Empty, _ => null);
        var services = new TargetServices(
            _store, new DeliveryAttempt(new WebhookRequestFactory(secrets, "0.1.0"), _sender), new EngineClock(Time, null), Time, _ => { }, _board, Logs);
        var configuration = Samples.Target() with { Retry = new RetryOptions { Attempts = attempts, BackoffMin = s_backoff } };
        return Sys.ActorOf(Props.Create(() => new TargetActor("oncall", configuration, services, new Random(1))));
    }
}
