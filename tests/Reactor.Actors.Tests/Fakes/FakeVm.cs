using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Reactor.Qmp;

namespace Reactor.Actors.Tests.Fakes;

/// <summary>A QMP monitor on a real unix socket. It serves one client at a time, and answers what Reactor asks.</summary>
internal sealed class FakeVm : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Client> _clients = Channel.CreateUnbounded<Client>();
    private readonly Task _accepting;
    private readonly List<Task> _dialled = [];
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource? _release;
    private string _afterStatus = "";

    public FakeVm()
    {
        var path = _folder.File("q.sock");
        Address = new UnixQmpAddress(path);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(8);
        _accepting = AcceptAsync();
    }

    public QmpAddress Address { get; }

    public string? Uuid { get; set; } = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

    public string Status { get; set; } = "running";

    /// <summary>Events sent between the question about the state and its answer.</summary>
    public string BeforeStatus { get; set; } = "";

    /// <summary>Events sent once, right after an answer about the state.</summary>
    public string AfterStatus
    {
        set => _afterStatus = value;
    }

    /// <summary>Commands that came.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>Events sent before the negotiation is over.</summary>
    public string BeforeCapabilities { get; set; } = "";

    /// <summary>Says nothing, as a monitor that serves someone else.</summary>
    public bool Silent { get; set; }

    /// <summary>Answers to further queries, by command.</summary>
    public Dictionary<string, string> Answers { get; } = [];

    /// <summary>Done once a question came while answers are held.</summary>
    public Task Held => _held.Task;

    /// <summary>Holds answers from now on, as a process that is stopped.</summary>
    public void Hold() => _release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gives them.</summary>
    public void Release() => _release!.SetResult();

    /// <summary>The next client.</summary>
    public Task<Client> NextAsync() => _clients.Reader.ReadAsync().AsTask().Guarded();

    /// <summary>Dials, as a VM with <c>server=off</c> does; it says what this one says at the time.</summary>
    public async Task<Client> DialAsync(string path)
    {
        var client = new Client(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified));
        await client.Socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        _dialled.Add(ServeAsync(client));
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _release?.TrySetResult();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_dialled);
        _stop.Dispose();
        _folder.Dispose();
    }

    public static string EventLine(string name, string data = "{}") =>
        $$"""{"timestamp": {"seconds": 1772445600, "microseconds": 123456}, "event": "{{name}}", "data": {{data}}}""" + "\r\n";

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var client = new Client(await _listener.AcceptAsync(_stop.Token));
                serving.Add(ServeAsync(client));
                _clients.Writer.TryWrite(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }

        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(Client client)
    {
        using var socket = client.Socket;
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        try
        {
            if (!Silent)
                await client.SendAsync("""{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": ""}, "capabilities": ["oob"]}}""" + "\r\n");
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
                await AnswerAsync(client, line);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // Closed by one side or the other.
        }

        client.Gone.TrySetResult();
    }

    private async Task AnswerAsync(Client client, string line)
    {
        using var json = JsonDocument.Parse(line);
        var command = json.RootElement.GetProperty("execute").GetString();
        var id = json.RootElement.GetProperty("id").GetRawText();
        Commands.Enqueue(command!);
        var answer = command switch
        {
            "qmp_capabilities" => "{}",
            "query-status" => $$"""{"running": {{(Status == "running" ? "true" : "false")}}, "status": "{{Status}}"}""",
            "query-uuid" => $$"""{"UUID": "{{Uuid ?? "00000000-0000-0000-0000-000000000000"}}"}""",
            _ => Answers.GetValueOrDefault(command!),
        };
        if (_release is { } release)
        {
            _held.TrySetResult();
            await release.Task;
        }

        if (command == "qmp_capabilities")
            await client.SendAsync(BeforeCapabilities);
        if (command == "query-status")
            await client.SendAsync(BeforeStatus);
        await client.SendAsync(answer is null
            ? $$"""{"error": {"class": "CommandNotFound", "desc": "no"}, "id": {{id}}}""" + "\r\n"
            : $$"""{"return": {{answer}}, "id": {{id}}}""" + "\r\n");
        if (command == "query-status")
            await client.SendAsync(Interlocked.Exchange(ref _afterStatus, ""));
    }

    /// <summary>One connection.</summary>
    internal sealed record Client(Socket Socket)
    {
        public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task SendAsync(string text) => await Socket.SendAsync(Encoding.UTF8.GetBytes(text));

        public Task EventAsync(string name, string data = "{}") => SendAsync(EventLine(name, data));

        public void Close() => Socket.Shutdown(SocketShutdown.Both);
    }
}
