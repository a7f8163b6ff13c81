using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Reactor.Actors.Steps;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Steps;

/// <summary>A QMP monitor whose answers a test gives, and a connection to it.</summary>
internal sealed class Monitor : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<string> _heard = [];
    private Task _serving = Task.CompletedTask;
    private Socket? _client;

    /// <summary>The answer to a command by name and arguments: a reply's members such as <c>"return": {}</c>; null: none; "close": it hangs up.</summary>
    public Func<string, string, string?> Answer { get; set; } = (_, _) => "\"return\": {}";

    public string[] Heard
    {
        get
        {
            lock (_heard)
                return [.. _heard];
        }
    }

    public string Folder => _folder.Path;

    public async Task<LiveVm> ConnectAsync(string? incarnation = "7-1", string version = "7.2.22", QmpConnectionOptions? options = null)
    {
        var path = _folder.File("q.sock");
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(1);
        _serving = ServeAsync();
        var address = new UnixQmpAddress(path);
        var connection = await QmpConnection.ConnectAsync(address, options ?? QmpConnectionOptions.Default, new NoSink(), CancellationToken.None).Guarded();
        var view = new VmView { Id = "id-web1", Name = "web1", Host = "h1" };
        return new LiveVm(new VmIdentity(view, address.ToString(), incarnation, version), connection);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _listener.Dispose();
        await _serving;
        _folder.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            _client = await _listener.AcceptAsync();
            await using var stream = new NetworkStream(_client);
            using var reader = new StreamReader(stream);
            await SendAsync("""{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": ""}, "capabilities": []}}""");
            while (await reader.ReadLineAsync() is { } line)
                await ReplyAsync(line);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // Hung up.
        }
    }

    private async Task ReplyAsync(string line)
    {
        using var json = JsonDocument.Parse(line);
        var command = json.RootElement.GetProperty("execute").GetString()!;
        var arguments = json.RootElement.TryGetProperty("arguments", out var given) ? given.GetRawText() : "";
        var answer = command == "qmp_capabilities" ? "\"return\": {}" : Answer(command, arguments);
        if (command != "qmp_capabilities")
        {
            lock (_heard)
                _heard.Add(command);
        }

        if (answer == "close")
            _client!.Dispose();
        else if (answer is not null)
            await SendAsync("{" + answer + ", \"id\": " + json.RootElement.GetProperty("id").GetRawText() + "}");
    }

    private async Task SendAsync(string line) => await _client!.SendAsync(Encoding.UTF8.GetBytes(line + "\r\n"));

    private sealed class NoSink : IQmpEventSink
    {
        public bool Wants(ReadOnlySpan<byte> eventName) => false;

        public void OnEvents(IReadOnlyList<QmpEvent> batch)
        {
        }
    }
}
