using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Hosting;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Signing;
using Reactor.Rules.Loading;
using Reactor.Store;
using Reactor.Store.Reading;

namespace Reactor.Actors.Tests.Hosting;

/// <summary>Real rule files, the real store, a monitor and a webhook receiver on real sockets.</summary>
public sealed class WholeSliceTests : IDisposable
{
    private const string Secret = "whsec_c2VjcmV0LWtleS1vZi10aGUtdGVzdA==";

    private const string Rules = """
        version: 1
        rules:
          - name: guest-panicked
            severity: critical
            when: {event: GUEST_PANICKED}
            then:
              - alert: {summary: "{{ vm.name }} panicked ({{ data.action }})", resolved_by: [{event: RESUME}], to: [oncall]}
              - record: {to: panics, fields: {action: 'data.action'}}
              - log: {message: "{{ vm.name }} has panicked"}
        """;

    private readonly TempFolder _folder = new();
    private readonly RecordingLoggers _logs = new();

    public void Dispose()
    {
        _logs.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Panic_and_resume_give_signed_alert_record_log_line_and_resolution()
    {
        await using var vm = new FakeVm();
        await using var peer = HttpPeer.Answering(HttpPeer.Response("200 OK"));
        using var host = await StartAsync(vm, peer.Url);
        var client = await vm.NextAsync();
        await _logs.UntilAsync("web1 is live");

        await client.EventAsync("GUEST_PANICKED", """{"action": "pause"}""");
        var firing = await peer.NextAsync();
        await client.EventAsync("RESUME");
        var resolved = await peer.NextAsync();
        await host.StopAsync().Guarded();

        Assert.True(WebhookKey.TryParse(Secret, out var key, out _));
        Assert.True(StandardWebhookSignature.Verify(
            firing.Headers["webhook-id"], firing.Headers["webhook-timestamp"], firing.Headers["webhook-signature"], firing.Body, [key],
            TimeProvider.System.GetUtcNow(), StandardWebhookSignature.DefaultTolerance));
        Assert.Equal("reactor.alert.firing", Type(firing));
        Assert.Equal("reactor.alert.resolved", Type(resolved));
        Assert.NotEqual(firing.Headers["webhook-id"], resolved.Headers["webhook-id"]);
        Assert.Equal(1, _logs.Count("web1 has panicked"));

        var reader = StoreReader.Open(_folder.File("reactor.db"));
        var alert = Assert.Single(reader.Alerts(new AlertFilter()));
        Assert.Equal((AlertState.Resolved, "web1 panicked (pause)"), (alert.State, alert.Summary));
        Assert.Equal("running", Assert.Single(reader.Vms()).Status);
        Assert.Single(reader.RecordTables());
        Assert.All(reader.Deliveries(new DeliveryFilter()), delivery => Assert.Single(reader.Attempts(delivery.WebhookId)));
    }

    [Fact]
    public async Task Restart_attempt_was_under_way_is_made_again_with_the_same_id_and_bytes()
    {
        await using var vm = new FakeVm();
        var answer = false;
        await using var peer = new HttpPeer(async (_, stream, ct) =>
        {
            if (!Volatile.Read(ref answer))
                await Task.Delay(Timeout.Infinite, ct);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(HttpPeer.Response("200 OK")), ct);
        });
        ReceivedRequest first;
        using (var host = await StartAsync(vm, peer.Url))
        {
            var client = await vm.NextAsync();
            await _logs.UntilAsync("web1 is live");
            await client.EventAsync("GUEST_PANICKED", """{"action": "pause"}""");
            first = await peer.NextAsync();
            await host.StopAsync().Guarded();
        }

        Volatile.Write(ref answer, true);
        vm.Status = "guest-panicked";
        using (var host = await StartAsync(vm, peer.Url))
        {
            var again = await peer.NextAsync();
            Assert.Equal(first.Headers["webhook-id"], again.Headers["webhook-id"]);
            Assert.Equal(first.Body, again.Body);

            // The alert is known after the restart: this ends it.
            await _logs.UntilAsync("web1 is live", 2);
            await (await vm.NextAsync()).EventAsync("RESUME");
            Assert.Equal("reactor.alert.resolved", Type(await peer.NextAsync()));
            await host.StopAsync().Guarded();
        }

        Assert.Equal(0, peer.Pending);
        Assert.Equal(2, StoreReader.Open(_folder.File("reactor.db")).Deliveries(new DeliveryFilter()).Count);
    }

    private static string? Type(ReceivedRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        return body.RootElement.GetProperty("type").GetString();
    }

    private async Task<IHost> StartAsync(FakeVm vm, Uri url)
    {
        await File.WriteAllTextAsync(_folder.File("hook.key"), Secret + "\n");
        await File.WriteAllTextAsync(_folder.File("rules.yaml"), Rules);
        await File.WriteAllTextAsync(_folder.File("reactor.yaml"), $$"""
            version: 1
            node: {name: h1}
            vms:
              - {name: web1, qmp: "{{vm.Address}}"}
            rules: ["rules.yaml"]
            secrets:
              hook_key: {file: hook.key}
            targets:
              oncall: {webhook: {url: "{{url}}", secrets: [hook_key]} }
            store: {sqlite: {path: reactor.db} }
            """);
        var loaded = ReactorLoader.Load(_folder.File("reactor.yaml"), new DiskSourceFiles());
        Assert.False(loaded.HasErrors, loaded.FormatDiagnostics());
        var store = await SqliteStore.OpenAsync(_folder.File("reactor.db"), new StoreOptions());

        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<ILoggerFactory>(_logs);
        builder.Services.AddReactorRuntime(new ReactorRuntimeOptions
        {
            Configuration = loaded.Configuration!, Rules = loaded.Rules!, Store = store, StoreFolder = _folder.File("."), Version = "0.1.0", Random = new Random(1),
        });
        var host = builder.Build();
        await host.StartAsync().Guarded();
        return host;
    }
}
