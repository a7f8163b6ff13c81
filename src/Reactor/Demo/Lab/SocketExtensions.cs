using System.Net.Sockets;

namespace Reactor.Demo.Lab;

/// <summary>Whole-message reads and writes.</summary>
internal static class SocketExtensions
{
    /// <summary>Sends every byte.</summary>
    public static async Task SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken).ConfigureAwait(false)..];
    }

    /// <summary>Receives exactly <paramref name="count"/> bytes.</summary>
    /// <exception cref="LabException">The peer hung up before.</exception>
    public static async Task<byte[]> ReceiveExactlyAsync(this Socket socket, int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        for (var have = 0; have < count;)
        {
            var read = await socket.ReceiveAsync(bytes.AsMemory(have), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                throw new LabException($"The peer hung up after {have} of {count} bytes.");
            have += read;
        }

        return bytes;
    }
}
