using System.Net;
using System.Net.Sockets;
using Reactor.Demo.Lab;

namespace EndToEnd.Lab;

/// <summary>A loopback server for one client, played by a script.</summary>
internal sealed class FakePeer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _playing;

    public FakePeer(Func<Socket, CancellationToken, Task> script)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _playing = PlayAsync(script);
    }

    public IPEndPoint EndPoint { get; }

    public async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(EndPoint);
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _playing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _closing.Dispose();
    }

    private async Task PlayAsync(Func<Socket, CancellationToken, Task> script)
    {
        using var client = await _listener.AcceptAsync(_closing.Token);
        await script(client, _closing.Token);
        // What the client still sends is taken, so that closing is no reset.
        client.Shutdown(SocketShutdown.Send);
        while (await client.ReceiveAsync(new byte[256], _closing.Token) > 0)
        {
        }
    }
}
