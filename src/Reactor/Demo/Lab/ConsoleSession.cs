using System.Net;
using System.Net.Sockets;

namespace Reactor.Demo.Lab;

/// <summary>
/// An open console session. What the server sends is read and thrown away, nothing is answered
/// (QEMU 7.2 keeps such a session open for minutes). Disposing hangs up.
/// </summary>
internal sealed class ConsoleSession : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly CancellationTokenSource _closing = new();

    private ConsoleSession(Socket socket)
    {
        _socket = socket;
        Client = (IPEndPoint)socket.LocalEndPoint!;
        Server = (IPEndPoint)socket.RemoteEndPoint!;
        Ended = DrainAsync();
    }

    /// <summary>Our end, as the events' <c>client</c> shows it.</summary>
    public IPEndPoint Client { get; }

    /// <summary>QEMU's end, as the events' <c>server</c> shows it.</summary>
    public IPEndPoint Server { get; }

    /// <summary>Completes when either side has hung up.</summary>
    public Task Ended { get; }

    /// <summary>Connects to <paramref name="server"/>, shakes hands, and keeps the connection.</summary>
    public static async Task<ConsoleSession> OpenAsync(
        string what, IPEndPoint server, Func<Socket, CancellationToken, Task> handshake, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            return await HangGuard.RunAsync($"{what} at {server}", time, async ct =>
            {
                await socket.ConnectAsync(server, ct).ConfigureAwait(false);
                await handshake(socket, ct).ConfigureAwait(false);
                return new ConsoleSession(socket);
            }, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await Ended.ConfigureAwait(false);
        _socket.Dispose();
        _closing.Dispose();
    }

    private async Task DrainAsync()
    {
        var scrap = new byte[4096];
        try
        {
            while (await _socket.ReceiveAsync(scrap, _closing.Token).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The server was killed, or we hang up: both are how a session ends.
        }
    }
}
