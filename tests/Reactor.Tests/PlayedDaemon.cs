using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Reactor.CommandLine;
using Reactor.Demo.Lab;
using Reactor.Reloading;
using Reactor.Running;

namespace Reactor.Tests;

/// <summary>The real daemon with its HTTP door, a VM that is played, rules that react to it, and a target that answers as a test says.</summary>
internal sealed class PlayedDaemon : IAsyncDisposable
{
    /// <summary>Tokens of the two roles.</summary>
    public const string Reader = "reader-token-0123456789", Operator = "operator-token-0123456789";

    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false });
    private ReactorHost? _host;

    private PlayedDaemon(WebhookReceiver receiver) => Receiver = receiver;

    public TestFolder Folder { get; } = new();

    public FakeMonitor Monitor { get; private set; } = null!;

    public WebhookReceiver Receiver { get; }

    /// <summary>Where the HTTP door is.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>What the daemon is made of.</summary>
    public IServiceProvider Services => _host!.Services;

    /// <summary>Starts it, and waits until the VM is live.</summary>
    /// <param name="vms">More VMs: lines of YAML's list. Other keys of the file may follow.</param>
    /// <param name="target">More keys of the target, each with a comma before it.</param>
    public static async Task<PlayedDaemon> StartAsync(string vms = "", string target = "")
    {
        var daemon = new PlayedDaemon(await WebhookReceiver.StartAsync(TimeProvider.System, CancellationToken.None));
        daemon.Monitor = new FakeMonitor(daemon.Folder.File("web1.qmp"));
        daemon.Folder.Write("reader.token", Reader);
        daemon.Folder.Write("operator.token", Operator);
        daemon.Folder.Write("hook.key", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz");
        daemon.Configure(0, vms, target);
        daemon.Folder.Write("a.rules.yaml", """
            version: 1
            rules:
              - name: panicked
                severity: critical
                when: {event: GUEST_PANICKED, if: 'data.action == "pause"'}
                then: [{alert: {summary: "{{ vm.name }} panicked", resolved_by: [{event: RESUME}], to: [ops]}}]
              - name: odd
                severity: warning
                when: {event: VNC_CONNECTED}
                then: [{alert: {summary: "{{ data.client.host }}", expires: 1h, to: [ops]}}]
              - name: plugged
                severity: info
                when: {event: ACPI_DEVICE_OST}
                then: [{record: {to: ost, fields: {slot: 'data.info.slot', status: 'data.info.status'}}}]
            """);
        await daemon.StartHostAsync();
        await daemon.UntilAsync("/v1/vms?vm=web1", rows => (string?)rows[0]!["state"] == "live");
        return daemon;
    }

    /// <summary>Rules panic.</summary>
    public Task PanicAsync() => Monitor.SayAsync(Event("GUEST_PANICKED", """{"action": "pause"}"""));

    /// <summary>A line of a monitor.</summary>
    public static string Event(string name, string data) => $$"""{"timestamp": {"seconds": 1772445600, "microseconds": 1}, "event": "{{name}}", "data": {{data}} }""";

    /// <summary>Ends the daemon; the VM goes on.</summary>
    public async Task StopHostAsync()
    {
        await _host!.DisposeAsync();
        _host = null;
    }

    /// <summary>Starts it again, at the address that it had.</summary>
    public async Task RestartHostAsync()
    {
        Configure(Url.Port, "");
        await StartHostAsync();
    }

    /// <summary>Other keys at the end of its file, taken up.</summary>
    public async Task ReloadAsync(string further)
    {
        Configure(Url.Port, further);
        Assert.Equal("reloaded", (string?)(await RowsAsync("/v1/reload", HttpMethod.Post))[0]!["result"]);
    }

    /// <summary>A link that signs in.</summary>
    public async Task<Uri> LinkAsync()
    {
        var terminal = new TestTerminal();
        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("dashboard", "--config", Folder.Path));
        return new Uri(terminal.Out.Trim());
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string token = Operator, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(method, new Uri(Url, path)) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        request.Content = body is null ? null : JsonContent.Create(body);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>The rows of an answer that must be one.</summary>
    public async Task<JsonArray> RowsAsync(string path, HttpMethod? method = null, object? body = null)
    {
        using var response = await SendAsync(method ?? HttpMethod.Get, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
        return JsonNode.Parse(text)!.AsArray();
    }

    /// <summary>Waits until rows are as they should be.</summary>
    public async Task<JsonArray> UntilAsync(string path, Func<JsonArray, bool> isSo)
    {
        using var guard = new CancellationTokenSource(HangGuard);
        while (true)
        {
            var rows = await RowsAsync(path);
            if (isSo(rows))
            {
                return rows;
            }
            await Task.Delay(10, guard.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
        await Monitor.DisposeAsync();
        await Receiver.DisposeAsync();
        Folder.Dispose();
    }

    private async Task StartHostAsync()
    {
        _host = await ReactorHost.StartAsync(Folder.Path, Reading.FromDisk(Folder.Path), HostSettings.Quiet, CancellationToken.None);
        Url = new Uri((await LinkAsync()).GetLeftPart(UriPartial.Authority));
    }

    private void Configure(int port, string vms, string target = "") => Folder.Write("reactor.yaml", $$$"""
        version: 1
        node: {name: h1}
        http: {listen: "127.0.0.1:{{{port}}}", tokens: {reader: {secret: reader}, ops: {secret: ops, role: operate} } }
        secrets: {reader: {file: reader.token}, ops: {file: operator.token}, key: {file: hook.key} }
        targets: {ops: {webhook: {url: "{{{Receiver.Url}}}/ops", secrets: [key], retry: {attempts: 1}{{{target}}} } } }
        rules: ["*.rules.yaml"]
        vms:
          - {name: web1, qmp: "unix:{{{Folder.File("web1.qmp")}}}", labels: {env: prod} }
        {{{vms}}}
        """);
}
