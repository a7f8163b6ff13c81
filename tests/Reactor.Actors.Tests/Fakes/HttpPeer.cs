using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Reactor.Actors.Tests.Fakes;

/// <summary>A request as it came over the wire.</summary>
internal sealed record ReceivedRequest(string Line, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>A real HTTP endpoint that answers what a test wants, byte for byte.</summary>
internal sealed class HttpPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<ReceivedRequest, NetworkStream, CancellationToken, Task> _answer;
    private readonly Channel<ReceivedRequest> _received = Channel.CreateUnbounded<ReceivedRequest>();
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly Task _accepting;

    public HttpPeer(Func<ReceivedRequest, NetworkStream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    public static HttpPeer Answering(params string[] responses)
    {
        var next = -1;
        return new HttpPeer(async (_, stream, ct) =>
        {
            var response = responses[Math.Min(Interlocked.Increment(ref next), responses.Length - 1)];
            await stream.WriteAsync(Encoding.UTF8.GetBytes(response), ct);
        });
    }

    /// <summary>A complete response; the connection is closed after it.</summary>
    public static string Response(string statusLine, string body = "", params string[] headers) =>
        $"HTTP/1.1 {statusLine}\r\nConnection: close\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n"
        + string.Concat(headers.Select(header => header + "\r\n")) + "\r\n" + body;

    public Task<ReceivedRequest> NextAsync() => _received.Reader.ReadAsync().AsTask().Guarded();

    public int Pending => _received.Reader.Count;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // Before the listener stops: one that is asked to accept after that calls it a mistake.
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_serving);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                if (await ReadAsync(stream) is { } request)
                {
                    _received.Writer.TryWrite(request);
                    await _answer(request, stream, _stop.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task<ReceivedRequest?> ReadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n'))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
                return null;
            head.Add(one[0]);
        }

        var lines = Encoding.UTF8.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("content-length", out var length) ? int.Parse(length, null) : 0];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return new ReceivedRequest(lines[0], headers, body);
    }
}
