using System.Collections.Immutable;
using System.Text.Json;
using Akka.Actor;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Secrets;
using Reactor.Actors.Tests.Fakes;
using Reactor.Rules.Configuration;
using StandIn.Apis;

namespace Reactor.Actors.Tests.Deliveries;

/// <summary>Signs of life: at once, then each interval, never two at a time, and not kept for a target that is down.</summary>
public sealed class HeartbeatActorTests : VirtualTimeKit
{
    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(1);

    private readonly FakeSender _sender = new();

    [Fact]
    public async Task Beat_to_an_alertmanager_keeps_an_alert_firing()
    {
        Start(new AlertmanagerTarget("am") { Url = new Uri("http://127.0.0.1:9093") });

        var call = await _sender.NextAsync();

        using var body = JsonDocument.Parse(call.Request.Body);
        Assert.Equal("", AlertmanagerApi.Problems(body.RootElement));
        var alert = body.RootElement[0];
        Assert.Equal("""{"alertname":"ReactorHeartbeat","host":"h1","severity":"info"}""", alert.GetProperty("labels").GetRawText());
        Assert.Equal(3 * s_every, alert.GetProperty("endsAt").GetDateTimeOffset() - alert.GetProperty("startsAt").GetDateTimeOffset());
        Assert.Equal("http://127.0.0.1:9093/api/v2/alerts", call.Request.Url.AbsoluteUri);
    }

    [Fact]
    public async Task Beat_to_a_webhook_is_told_again_each_interval_by_another_id()
    {
        Start(new WebhookTarget("am") { Url = new Uri("http://127.0.0.1:9/") });
        var first = await _sender.NextAsync();
        first.Reply(200);
        Assert.Equal("reactor.heartbeat", JsonDocument.Parse(first.Request.Body).RootElement.GetProperty("type").GetString());

        await Until(() =>
        {
            Advance(s_every);
            return _sender.Waiting > 0;
        });

        Assert.NotEqual(first.WebhookId, (await _sender.NextAsync()).WebhookId);
    }

    [Fact]
    public async Task Beat_before_has_not_ended_is_left_out_and_the_target_gets_the_newest()
    {
        var actor = Start(new WebhookTarget("am") { Url = new Uri("http://127.0.0.1:9/") });
        var first = await _sender.NextAsync();
        for (var i = 0; i < 5; i++)
        {
            Advance(s_every);
            await actor.Ask<ActorIdentity>(new Identify(i), Guard.Limit);
        }

        Assert.Equal(0, _sender.Waiting);
        first.Reply(null);
        await Until(() => Logs.Count("The heartbeat to target am fails: no connection") == 1);
        await Until(() =>
        {
            Advance(s_every);
            return _sender.Waiting > 0;
        });

        (await _sender.NextAsync()).Reply(200);
        await Until(() => Logs.Count("The heartbeat to target am works again; ") == 1);
    }

    [Fact]
    public async Task Configure_without_a_heartbeat_ends_it()
    {
        var actor = Start(new WebhookTarget("am") { Url = new Uri("http://127.0.0.1:9/") });
        (await _sender.NextAsync()).Reply(200);

        actor.Tell(new HeartbeatActor.Configure(Samples.Configuration));
        await actor.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        Advance(10 * s_every);
        await actor.Ask<ActorIdentity>(new Identify(2), Guard.Limit);

        Assert.Equal(0, _sender.Waiting);
    }

    private IActorRef Start(TargetConfiguration target)
    {
        var secrets = new SecretResolver(ImmutableSortedDictionary<string, SecretSource>.Empty, _ => null);
        var (attempt, time, logs) = (new DeliveryAttempt(new WebhookRequestFactory(secrets, "0.1.0"), _sender), Time, Logs);
        var actor = Sys.ActorOf(Props.Create(() => new HeartbeatActor(attempt, time, logs)));
        actor.Tell(new HeartbeatActor.Configure(Samples.Configuration with
        {
            Heartbeat = new HeartbeatConfiguration("am", s_every),
            Targets = ImmutableSortedDictionary<string, TargetConfiguration>.Empty.Add("am", target),
        }));
        return actor;
    }
}
