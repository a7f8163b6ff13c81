using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Hosting;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;
using Reactor.Store;

namespace Reactor.Actors.Tests.Hosting;

/// <summary>The whole runtime in a real host: monitor, partition, outbox, target.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "xunit calls DisposeAsync of IAsyncLifetime.")]
public sealed class RuntimeTests : IAsyncLifetime
{
    private static readonly ImmutableSortedDictionary<string, string> s_none = ImmutableSortedDictionary<string, string>.Empty;

    private readonly FakeVm _vm = new();
    private readonly MemoryStore _store = new();
    private readonly RecordingLoggers _logs = new();
    private readonly ConcurrentQueue<PartitionInput> _seen = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _vm.DisposeAsync();
        await _store.DisposeAsync();
        _logs.Dispose();
    }

    [Fact]
    public async Task Event_matches_is_durable_and_delivered()
    {
        await using var peer = HttpPeer.Answering(HttpPeer.Response("200 OK"));
        using var host = Host(peer.Url);
        await host.StartAsync().Guarded();
        var client = await _vm.NextAsync();
        await _logs.UntilAsync("is live");

        await client.EventAsync("GUEST_PANICKED", """{"action": "pause"}""");

        var request = await peer.NextAsync();
        Assert.Equal("""{"event":"GUEST_PANICKED"}""", Encoding.UTF8.GetString(request.Body));
        Assert.Equal("Reactor/0.1.0", request.Headers["user-agent"]);
        Assert.Contains(_store.Commits, commit => commit.Deliveries.Any(delivery => delivery.WebhookId == request.Headers["webhook-id"]));
        var status = host.Services.GetRequiredService<IRuntimeStatusSource>().Read();
        Assert.Equal(VmState.Live, Assert.Single(status.Vms).State);
        Assert.Equal(0, status.Rules);
        await host.StopAsync().Guarded();
    }

    [Fact]
    public async Task Stop_event_was_heard_before_is_durable_and_the_store_closed()
    {
        await using var peer = HttpPeer.Answering(HttpPeer.Response("200 OK"));
        using var host = Host(peer.Url);
        await host.StartAsync().Guarded();
        var client = await _vm.NextAsync();
        await _logs.UntilAsync("is live");
        await client.EventAsync("GUEST_PANICKED", """{"action": "pause"}""");
        await peer.NextAsync();

        await host.StopAsync().Guarded();

        await client.Gone.Task.Guarded();
        Assert.True(_store.Closed);
        Assert.Equal(AttemptOutcome.Delivered, Assert.Single(_store.Results).Outcome);
        Assert.NotNull(_store.Commits[^1].Snapshot);
    }

    [Fact]
    public async Task Stop_no_actor_is_left_that_could_ask_the_store_when_it_is_closed()
    {
        await using var peer = HttpPeer.Answering(HttpPeer.Response("200 OK"));
        using var host = Host(peer.Url);
        await host.StartAsync().Guarded();
        var system = host.Services.GetServices<IHostedService>().OfType<RuntimeService>().Single().System!;
        var root = (ActorRefWithCell)await system.ActorSelection("/user/reactor").ResolveOne(Guard.Limit);
        bool? ended = null;
        _store.OnClose = () => ended ??= root.Underlying.IsTerminated;

        await host.StopAsync().Guarded();

        Assert.True(ended);
    }

    [Fact]
    public async Task Start_deliveries_are_left_from_before_sends_them()
    {
        await using var peer = HttpPeer.Answering(HttpPeer.Response("200 OK"));
        _store.Add(Samples.Delivery());
        using var host = Host(peer.Url);

        await host.StartAsync().Guarded();

        Assert.Equal("msg_1", (await peer.NextAsync()).Headers["webhook-id"]);
        await host.StopAsync().Guarded();
    }

    [Fact]
    public async Task Write_store_was_taken_over_stops_the_daemon_and_says_why()
    {
        await using var peer = HttpPeer.Answering(HttpPeer.Response("200 OK"));
        using var host = Host(peer.Url);
        await host.StartAsync().Guarded();
        var stopping = new TaskCompletionSource();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
        var client = await _vm.NextAsync();
        await _logs.UntilAsync("is live");
        _store.Failure = new StoreUnavailableException(StoreFailure.Locked, "another daemon took the store over") { IsFinal = true };

        await client.EventAsync("GUEST_PANICKED", """{"action": "pause"}""");

        await stopping.Task.Guarded();
        Assert.Contains("took the store over", host.Services.GetRequiredService<IRuntimeStatusSource>().Read().Fault, StringComparison.Ordinal);
        Assert.Equal(0, peer.Pending);
        await host.StopAsync().Guarded();
        Assert.True(_store.Closed);
    }

    [Fact]
    public async Task Root_that_fails_stops_the_daemon_and_is_not_started_again_without_what_it_knew()
    {
        await using var peer = HttpPeer.Answering(HttpPeer.Response("200 OK"));
        using var host = Host(peer.Url);
        await host.StartAsync().Guarded();
        var stopping = new TaskCompletionSource();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
        await _vm.NextAsync();
        await _logs.UntilAsync("is live");

        // What no actor sends.
        host.Services.GetServices<IHostedService>().OfType<RuntimeService>().Single().System!.ActorSelection("/user/reactor").Tell(new ShardActor.InboxBrought(default), ActorRefs.NoSender);

        await stopping.Task.Guarded();
        Assert.NotNull(host.Services.GetRequiredService<IRuntimeStatusSource>().Read().Fault);
        await host.StopAsync().Guarded();
        Assert.True(_store.Closed);
    }

    [Fact]
    public async Task Host_is_left_without_a_stop_closes_the_store_all_the_same()
    {
        await using var peer = HttpPeer.Answering(HttpPeer.Response("200 OK"));
        var host = Host(peer.Url);
        await host.StartAsync().Guarded();

        await Task.Run(host.Dispose).Guarded();

        Assert.True(_store.Closed);
    }

    [Fact]
    public async Task Start_store_cannot_be_read_fails_the_start_and_closes_it()
    {
        _store.Failure = new StoreUnavailableException(StoreFailure.Corrupt, "the store is damaged") { IsFinal = true };
        using var host = Host(new Uri("http://127.0.0.1:1/"));

        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync().Guarded());

        Assert.Contains("the store is damaged", error.ToString(), StringComparison.Ordinal);
        Assert.True(_store.Closed);
    }

    private RuntimeSettings Settings(Uri url) => new()
    {
        Fleet = FleetPlan.Of(new MonitoredVm("web1", _vm.Address, "h1", s_none, s_none)),
        Targets = ImmutableSortedDictionary<string, TargetConfiguration>.Empty.Add("oncall", Samples.Target(url)),
        Secrets = ImmutableSortedDictionary<string, SecretSource>.Empty,
        Wants = _ => false,
        Rules = RuleSet.Empty,
        Configuration = Samples.Configuration,
    };

    private IHost Host(Uri url)
    {
        var plan = new RuntimePlan
        {
            Settings = Settings(url),
            CreatePartition = (number, _) => new FakePartition(number, _seen, "GUEST_PANICKED"),
            Store = _store,
            StoreFolder = Path.GetTempPath(),
            Version = "0.1.0",
            Time = TimeProvider.System,
            Random = new Random(1),
            Qmp = QmpConnectionOptions.Default,
            Shards = 2,
            Environment = _ => null,
        };
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<ILoggerFactory>(_logs);
        builder.Services.AddRuntime(plan);
        return builder.Build();
    }
}
