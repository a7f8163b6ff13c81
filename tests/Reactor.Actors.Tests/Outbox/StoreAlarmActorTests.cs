using System.Collections.Immutable;
using System.Text.Json;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Hosting;
using Reactor.Actors.Outbox;
using Reactor.Actors.Secrets;
using Reactor.Actors.Tests.Fakes;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Outbox;

/// <summary>The alert that can't be written: after a while, to where the routes say, until it is taken; and its end.</summary>
public sealed class StoreAlarmActorTests : VirtualTimeKit
{
    private readonly FakeSender _sender = new();

    [Fact]
    public async Task Store_fails_for_a_while_it_is_told_and_so_is_the_end()
    {
        var actor = await StartAsync();
        actor.Tell(new StoreAlarmActor.Failing("database or disk is full"));
        await SettleAsync(actor);
        Advance(StoreAlarmActor.After);

        var firing = await _sender.NextAsync();
        firing.Reply(200);
        actor.Tell(StoreAlarmActor.Working.Instance);
        var resolved = await _sender.NextAsync();
        resolved.Reply(200);

        Assert.Equal(("reactor.alert.firing", "reactor.store-unavailable", "critical"), Told(firing));
        Assert.Contains("database or disk is full", JsonDocument.Parse(firing.Request.Body).RootElement.GetProperty("data").GetProperty("summary").GetString(), StringComparison.Ordinal);
        Assert.Equal(("reactor.alert.resolved", "reactor.store-unavailable", "critical"), Told(resolved));
        Assert.NotEqual(firing.WebhookId, resolved.WebhookId);
    }

    [Fact]
    public async Task Store_works_again_soon_nobody_is_told()
    {
        var actor = await StartAsync();
        actor.Tell(new StoreAlarmActor.Failing("database is locked"));
        actor.Tell(StoreAlarmActor.Working.Instance);
        await SettleAsync(actor);
        Advance(10 * StoreAlarmActor.After);
        await SettleAsync(actor);

        Assert.Equal(0, _sender.Waiting);
    }

    [Fact]
    public async Task Target_is_down_it_is_tried_again_with_the_same_id_and_bytes_until_it_is_out_of_date()
    {
        var actor = await StartAsync();
        actor.Tell(new StoreAlarmActor.Failing("disk I/O error"));
        await SettleAsync(actor);
        Advance(StoreAlarmActor.After);
        var first = await _sender.NextAsync();
        first.Reply(null);
        await Until(() => Logs.Count("It is tried again") == 1);
        await Until(() =>
        {
            Advance(TimeSpan.FromSeconds(1));
            return _sender.Waiting > 0;
        });
        var second = await _sender.NextAsync();

        actor.Tell(StoreAlarmActor.Working.Instance);
        second.Reply(null);
        var resolved = await _sender.NextAsync();
        resolved.Reply(200);
        await SettleAsync(actor);
        Advance(TimeSpan.FromHours(1));
        await SettleAsync(actor);

        Assert.Equal(first.WebhookId, second.WebhookId);
        Assert.Equal(first.Request.Body.ToArray(), second.Request.Body.ToArray());
        Assert.Equal("reactor.alert.resolved", Told(resolved).Type);
        Assert.Equal(0, _sender.Waiting);
    }

    [Fact]
    public async Task Target_is_slow_the_end_is_not_told_before_the_beginning_has_its_answer()
    {
        var actor = await StartAsync();
        actor.Tell(new StoreAlarmActor.Failing("disk I/O error"));
        await SettleAsync(actor);
        Advance(StoreAlarmActor.After);
        var firing = await _sender.NextAsync();

        actor.Tell(StoreAlarmActor.Working.Instance);
        await SettleAsync(actor);

        Assert.Equal(0, _sender.Waiting);
        firing.Reply(200);
        var resolved = await _sender.NextAsync();
        resolved.Reply(200);
        Assert.Equal("reactor.alert.resolved", Told(resolved).Type);
    }

    [Fact]
    public async Task Store_fails_again_while_a_target_is_slow_the_end_of_what_it_was_told_first_is_not_lost()
    {
        var actor = await StartAsync();
        actor.Tell(new StoreAlarmActor.Failing("disk I/O error"));
        await SettleAsync(actor);
        Advance(StoreAlarmActor.After);
        var first = await _sender.NextAsync();
        actor.Tell(StoreAlarmActor.Working.Instance);
        actor.Tell(new StoreAlarmActor.Failing("disk I/O error"));
        await SettleAsync(actor);
        Advance(StoreAlarmActor.After);
        await SettleAsync(actor);

        var calls = new List<FakeSender.Call> { first };
        for (var i = 0; i < 2; i++)
        {
            calls[^1].Reply(200);
            calls.Add(await _sender.NextAsync());
        }

        calls[^1].Reply(200);
        actor.Tell(StoreAlarmActor.Working.Instance);
        calls.Add(await _sender.NextAsync());
        calls[^1].Reply(200);

        Assert.Equal(["reactor.alert.firing", "reactor.alert.resolved", "reactor.alert.firing", "reactor.alert.resolved"], calls.Select(c => Told(c).Type));
        Assert.Equal((FiringOf(calls[0]), FiringOf(calls[2])), (FiringOf(calls[1]), FiringOf(calls[3])));
        await SettleAsync(actor);
        Assert.Equal(0, _sender.Waiting);
    }

    private static string? FiringOf(FakeSender.Call call) => JsonDocument.Parse(call.Request.Body).RootElement.GetProperty("data").GetProperty("firing").GetString();

    private static (string? Type, string? Alert, string? Severity) Told(FakeSender.Call call)
    {
        var root = JsonDocument.Parse(call.Request.Body).RootElement;
        var data = root.GetProperty("data");
        return (root.GetProperty("type").GetString(), data.GetProperty("alert").GetProperty("id").GetString(), data.GetProperty("severity").GetString());
    }

    private static Task<ActorIdentity> SettleAsync(IActorRef actor) => actor.Ask<ActorIdentity>(new Identify(0), Guard.Limit);

    private async Task<IActorRef> StartAsync()
    {
        var secrets = new SecretResolver(ImmutableSortedDictionary<string, SecretSource>.Empty, _ => null);
        var (attempt, time, logs) = (new DeliveryAttempt(new WebhookRequestFactory(secrets, "0.1.0"), _sender), Time, Logs);
        var settings = RuntimeSettings.From(
            Samples.Configuration with
            {
                Targets = ImmutableSortedDictionary<string, TargetConfiguration>.Empty.Add("oncall", new WebhookTarget("oncall") { Url = new Uri("http://127.0.0.1:9/") }),
                Routes = [new Route(null, ["oncall"]) { Group = new RouteGrouping(["rule"], TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)) }],
            },
            RuleSet.Empty);
        var clock = new EngineClock(time, null);
        var actor = Sys.ActorOf(Props.Create(() => new StoreAlarmActor(settings, 7, attempt, clock, time, logs, new Random(1))));
        await SettleAsync(actor);
        return actor;
    }
}
