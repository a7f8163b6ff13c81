using System.Net.Sockets;

namespace Reactor.Qmp;

/// <summary>
/// A socket's stream that writes at once what the kernel takes at once: mostly all of a command. What is written asynchronously keeps a third of a
/// kilobyte for as long as its connection lasts. It can read what is there without waiting for more.
/// </summary>
internal sealed class SocketStream : NetworkStream
{
    /// <param name="socket">Connected; closed with the stream.</param>
    public SocketStream(Socket socket)
        : base(socket, ownsSocket: true) => socket.Blocking = false;

    /// <summary>Reads what is there at once.</summary>
    /// <param name="buffer">Not empty.</param>
    /// <param name="count">How much; 0 at the end of the stream.</param>
    /// <returns>False where nothing is there yet.</returns>
    /// <exception cref="IOException">As of the stream's other reads.</exception>
    public bool TryRead(Span<byte> buffer, out int count)
    {
        count = Socket.Receive(buffer, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success => true,
            SocketError.WouldBlock => false,
            _ => throw new IOException(new SocketException((int)error).Message, new SocketException((int)error)),
        };
    }

    /// <summary>Whoever waits for something to read is told that there is the end.</summary>
    public void TellReader()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer has closed it, or the reader has: it is told, or was.
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        var sent = Socket.Send(buffer.Span, SocketFlags.None, out var error);
        if (error == SocketError.Success && sent == buffer.Length)
            return ValueTask.CompletedTask;
        // The rest when there is room; what went wrong shows there again.
        return base.WriteAsync(buffer[(error == SocketError.Success ? sent : 0)..], cancellationToken);
    }
}
