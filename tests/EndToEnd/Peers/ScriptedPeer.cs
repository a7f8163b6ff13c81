using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace EndToEnd.Peers;

/// <summary>Something that listens on a unix socket and is not, or not quite, QEMU. A script a connection; the last one stays.</summary>
internal sealed class ScriptedPeer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _accepting;

    public ScriptedPeer(string path, params Func<NetworkStream, CancellationToken, Task>[] scripts)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(16);
        _accepting = AcceptAsync(scripts);
    }

    /// <summary>How many connections came.</summary>
    public int Connections { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _ending.Dispose();
    }

    /// <summary>Says nothing at all.</summary>
    public static Task Mute(NetworkStream stream, CancellationToken ending) => Task.Delay(Timeout.Infinite, ending);

    /// <summary>Negotiates as QEMU does, then writes these bytes, then stays.</summary>
    public static Func<NetworkStream, CancellationToken, Task> Negotiated(byte[] write) => NegotiatedThen(Task.CompletedTask, write);

    /// <summary>Negotiates, and writes the bytes once the gate is open.</summary>
    public static Func<NetworkStream, CancellationToken, Task> NegotiatedThen(Task gate, byte[] write) =>
        (stream, ending) => ServeAsync(
            stream,
            async () =>
            {
                await gate.WaitAsync(ending);
                await stream.WriteAsync(write, ending);
            },
            ending);

    /// <summary>Negotiates, then does what is given, and stays.</summary>
    /// <param name="afterwards">What it does.</param>
    /// <param name="answer">Answers commands that not every VM is asked; null, or what gives null: they are unknown.</param>
    /// <param name="asked">What is to be asked before, besides what is asked of every VM.</param>
    public static Func<NetworkStream, CancellationToken, Task> NegotiatedThen(
        Func<NetworkStream, CancellationToken, Task> afterwards, Func<JsonNode, JsonNode?>? answer = null, params string[] asked) =>
        (stream, ending) => ServeAsync(stream, () => afterwards(stream, ending), ending, answer, asked);

    /// <summary>Negotiates, then writes a start and the same bytes until so many went out or the other end closes.</summary>
    public static Func<NetworkStream, CancellationToken, Task> Endless(byte[] start, byte[] chunk, long total) =>
        (stream, ending) => ServeAsync(
            stream,
            async () =>
            {
                await stream.WriteAsync(start, ending);
                for (long sent = 0; sent < total; sent += chunk.Length)
                {
                    await stream.WriteAsync(chunk, ending);
                }
            },
            ending);

    public static byte[] Line(string text) => Encoding.UTF8.GetBytes(text + "\r\n");

    private static async Task ServeAsync(
        NetworkStream stream, Func<Task> afterwards, CancellationToken ending, Func<JsonNode, JsonNode?>? answer = null, params string[] asked)
    {
        await stream.WriteAsync(
            Line("""{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 7}, "package": ""}, "capabilities": ["oob"]}}"""), ending);
        var open = new HashSet<string>(["query-status", "query-uuid", .. asked]);   // what is asked of every VM, first
        var after = Task.CompletedTask;
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (await reader.ReadLineAsync(ending) is { } line)
        {
            if (open.Remove(await ReplyAsync(stream, line, answer, ending)) && open.Count == 0)
            {
                after = afterwards();
            }
        }
        await after;
    }

    private static async Task<string> ReplyAsync(NetworkStream stream, string line, Func<JsonNode, JsonNode?>? answer, CancellationToken ending)
    {
        if (line.Length == 0)
        {
            return "";
        }
        var command = JsonNode.Parse(line)!;
        var name = (string)command["execute"]!;
        var reply = new JsonObject { ["id"] = command["id"]?.DeepClone() };
        switch (name)
        {
            case "query-status":
                reply["return"] = new JsonObject { ["status"] = "running", ["running"] = true, ["singlestep"] = false };
                break;
            case "query-uuid":
                reply["return"] = new JsonObject { ["UUID"] = "00000000-0000-0000-0000-000000000000" };
                break;
            case "qmp_capabilities" or "query-name":
                reply["return"] = new JsonObject();
                break;
            case "query-balloon":
                reply["error"] = new JsonObject { ["class"] = "DeviceNotActive", ["desc"] = "No balloon device has been activated" };
                break;
            default:
                if (answer?.Invoke(command) is { } answered)
                    reply["return"] = answered;
                else
                    reply["error"] = new JsonObject { ["class"] = "CommandNotFound", ["desc"] = "unknown" };
                break;
        }
        await stream.WriteAsync(Line(reply.ToJsonString()), ending);
        return name;
    }

    private async Task AcceptAsync(Func<NetworkStream, CancellationToken, Task>[] scripts)
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_ending.Token);
                var script = scripts[Math.Min(Connections++, scripts.Length - 1)];
                open.Add(PlayAsync(socket, script));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task PlayAsync(Socket socket, Func<NetworkStream, CancellationToken, Task> script)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await script(stream, _ending.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The other end closed, or the test is over.
        }
    }
}
