using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Reactor.Tests;

/// <summary>A QMP monitor: answers what every VM is asked, keeps what else it is told, and says what a test has it say.</summary>
internal sealed class FakeMonitor : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<string> _heard = [];
    private readonly Task _serving;
    private Socket? _client;

    public FakeMonitor(string path)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(1);
        _serving = ServeAsync();
    }

    /// <summary>Commands besides those that Reactor asks by itself, with their arguments.</summary>
    public string[] Heard
    {
        get
        {
            lock (_heard)
            {
                return [.. _heard];
            }
        }
    }

    public Task SayAsync(string line) => SendAsync(line);

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _listener.Dispose();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _client = await _listener.AcceptAsync();
                using var reader = new StreamReader(new NetworkStream(_client));
                await SendAsync("""{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": ""}, "capabilities": []}}""");
                while (await reader.ReadLineAsync() is { } line)
                {
                    await ReplyAsync(JsonNode.Parse(line)!);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private Task ReplyAsync(JsonNode command)
    {
        var name = (string)command["execute"]!;
        if (name is not ("qmp_capabilities" or "query-status" or "query-uuid"))
        {
            lock (_heard)
            {
                _heard.Add($"{name} {command["arguments"]?.ToJsonString()}".Trim());
            }
        }
        return SendAsync(new JsonObject { ["return"] = new JsonObject { ["status"] = "running" }, ["id"] = command["id"]!.DeepClone() }.ToJsonString());
    }

    private async Task SendAsync(string line) => await _client!.SendAsync(Encoding.UTF8.GetBytes(line + "\r\n"));
}
