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

/// <summary>Targets that are down or slow for long: in virtual time.</summary>
public sealed class DeliveryOutageTests : VirtualTimeKit
{
    private static readonly TimeSpan s_outage = TimeSpan.FromDays(3);

    // Timers count in milliseconds, what is due in less.
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);

    private readonly MemoryStore _store = new();
    private readonly RuntimeStatusBoard _board;
    private bool _isDown = true;

    public DeliveryOutageTests() => _board = new RuntimeStatusBoard(new EngineClock(Time, null));

    private ImmutableArray<TargetStatus> Targets => _board.Read().Targets;

    [Fact]
    public async Task Down_for_three_days_and_back_many_wait_all_are_delivered_with_bounded_attempts()
    {
        var ids = Enumerable.Range(0, 30).Select(i => $"msg_{i}").ToList();
        ids.ForEach(id => _store.Add(Samples.Delivery(id)));
        var sender = new AnsweringSender(_ => _isDown ? null : 200);
        Start(sender, Target("oncall"));

        await PassAsync(s_outage, () => false);
        _isDown = false;
        await PassAsync(TimeSpan.FromHours(3), () => ids.TrueForAll(id => _store.OutcomeOf(id) is not null));

        Assert.All(ids, id => Assert.Equal(AttemptOutcome.Delivered, _store.OutcomeOf(id)));
        var attempts = _store.Results.CountBy(result => result.WebhookId).ToDictionary();
        Assert.All(attempts.Values, made => Assert.InRange(made, 1, 10));
        // One tries an hour, whatever waits; before the breaker opened, a few.
        Assert.InRange(sender.Count - ids.Count, 72, 110);
    }

    [Fact]
    public async Task Down_for_three_days_attempts_are_spent_it_is_dead_and_retried_by_hand_it_is_delivered()
    {
        _store.Add(Samples.Delivery());
        var sender = new AnsweringSender(_ => _isDown ? null : 200);
        var supervisor = Start(sender, Target("oncall"));

        await PassAsync(s_outage, () => _store.OutcomeOf("msg_1") is not null);
        Assert.Equal((AttemptOutcome.Dead, 10), (_store.OutcomeOf("msg_1"), sender.Count));
        await PassAsync(s_outage, () => false, whenIdle: true);
        Assert.Equal(10, sender.Count);

        _isDown = false;
        var revived = await _store.ReviveAsync(new DeadLetterFilter { Target = "oncall" }, 9, Time.GetUtcNow() - s_tick, Samples.Audit());
        supervisor.Tell(new DeliverySupervisor.DeliveriesWritten(revived.Targets));

        await PassAsync(TimeSpan.FromHours(1), () => _store.OutcomeOf("msg_1") == AttemptOutcome.Delivered);
        Assert.Equal((AttemptOutcome.Delivered, 11), (_store.Results[^1].Outcome, _store.Results[^1].Attempt));
    }

    [Fact]
    public async Task Ten_down_and_one_slow_for_ever_the_live_one_is_as_quick_as_alone()
    {
        var dead = Enumerable.Range(0, 10).Select(i => $"dead{i}").ToList();
        foreach (var target in dead.Append("slow"))
            _store.Add([.. Enumerable.Range(0, 20).Select(i => Samples.Delivery($"{target}_{i}", target))]);
        var sender = new AnsweringSender(request => request.Url.Host switch
        {
            "live.example.net" => 200,
            "slow.example.net" => AnsweringSender.Never,
            _ => null,
        });
        var supervisor = Start(sender, [.. dead.Append("slow").Append("live").Select(Target)]);
        await Until(() => Targets.Count(target => target.State == TargetState.Open) == 10);

        for (var minute = 0; minute < 120; minute++)
        {
            var id = $"live_{minute}";
            var at = Time.GetUtcNow();
            _store.Add(Samples.Delivery(id, "live") with { CreatedAt = at });
            supervisor.Tell(new DeliverySupervisor.DeliveriesWritten(["live"]));
            // Time stands still: whatever it waits for, it isn't the others.
            await Until(() => _store.OutcomeOf(id) == AttemptOutcome.Delivered);
            Assert.Equal(at, _store.Results.Single(result => result.WebhookId == id).At);
            Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(120, sender.To("live.example.net").Count());
        Assert.Equal(4, sender.To("slow.example.net").Count());
        Assert.All(dead, target => Assert.InRange(sender.To($"{target}.example.net").Count(), 6, 20));
    }

    /// <summary>Lets so much time pass, from one thing that is due to the next, or until it is done.</summary>
    private async Task PassAsync(TimeSpan span, Func<bool> isDone, bool whenIdle = false)
    {
        var end = Time.GetUtcNow() + span;
        while (!isDone() && Time.GetUtcNow() < end)
        {
            var now = Time.GetUtcNow();
            var next = end;
            await Until(() =>
            {
                if (whenIdle || isDone())
                    return true;
                var isWaiting = Targets is [{ InFlight: 0 } target] && target.NextDue > now;
                next = isWaiting && Targets[0].NextDue < end ? Targets[0].NextDue!.Value : end;
                return isWaiting;
            });
            if (!isDone())
                Advance(next - now + s_tick);
        }
    }

    private static WebhookTarget Target(string name) => new(name)
    {
        Url = new Uri($"http://{name}.example.net/in"),
        Breaker = new BreakerOptions { OpenMax = TimeSpan.FromHours(1) },
    };

    private IActorRef Start(IWebhookSender sender, params WebhookTarget[] targets)
    {
        var secrets = new SecretResolver(ImmutableSortedDictionary<string, SecretSource>.Empty, _ => null);
        var services = new TargetServices(
            _store, new DeliveryAttempt(new WebhookRequestFactory(secrets, "0.1.0"), sender), new EngineClock(Time, null), Time, _ => { }, _board, Logs);
        var configured = targets.ToImmutableSortedDictionary(target => target.Name, TargetConfiguration (target) => target);
        return Sys.ActorOf(Props.Create(() => new DeliverySupervisor(configured, services, new Random(1))));
    }
}
