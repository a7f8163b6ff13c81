using System.Net.Sockets;
using Reactor.Qmp;

namespace Reactor.Actors.DialIn;

/// <summary>
/// Ends calls that are refused, but not before their QEMU has greeted: one whose first call is ended while it is still setting its monitor up (measured
/// with 7.2) crashes, and its guest with it. Who says nothing is ended after a while, and who has too many such calls at once. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="longest">How long a greeting is waited for.</param>
/// <param name="stopping">Ends them all.</param>
internal sealed class RefusedCalls(TimeProvider time, TimeSpan longest, CancellationToken stopping)
{
    // A greeting has some 150; what is left unread is told to the caller as a reset.
    private const int MostBytes = 1024;

    private readonly CallQuota _open = new(); // It is the lock, too.

    /// <summary>Ends one. Takes the socket over.</summary>
    public void End(Socket socket, QmpPeer peer)
    {
        bool waits;
        lock (_open)
            waits = _open.HasRoom && _open.TryAdd(peer);
        if (waits)
            _ = EndAsync(socket, peer);
        else
            socket.Dispose();
    }

    private async Task EndAsync(Socket socket, QmpPeer peer)
    {
        using var late = new CancellationTokenSource(longest, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping);
        try
        {
            await socket.ReceiveAsync(new byte[MostBytes], over.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // It has hung up, or says nothing: refused it is in any case.
        }
        finally
        {
            socket.Dispose();
            lock (_open)
                _open.Remove(peer);
        }
    }
}
