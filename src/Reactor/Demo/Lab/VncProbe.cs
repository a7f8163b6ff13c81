using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Reactor.Demo.Lab;

/// <summary>The smallest VNC client (RFC 6143, version 3.8, security type None).</summary>
internal static class VncProbe
{
    private const byte SecurityNone = 1;
    private const int VersionBytes = 12;
    private const int ServerInitBytes = 24;
    private const int LongestText = 4096;

    /// <summary>
    /// Opens a session: <c>VNC_CONNECTED</c>, then <c>VNC_INITIALIZED</c>; disposing it gives <c>VNC_DISCONNECTED</c>.
    /// </summary>
    public static Task<ConsoleSession> OpenAsync(IPEndPoint server, TimeProvider time, CancellationToken cancellationToken) =>
        ConsoleSession.OpenAsync("VNC", server, HandshakeAsync, time, cancellationToken);

    /// <summary>
    /// Connects and waits for the server's greeting only, as a port scan does: <c>VNC_CONNECTED</c>, and <c>VNC_DISCONNECTED</c>
    /// when disposed, without a session in between.
    /// </summary>
    public static Task<ConsoleSession> KnockAsync(IPEndPoint server, TimeProvider time, CancellationToken cancellationToken) =>
        ConsoleSession.OpenAsync("VNC", server, (socket, ct) => socket.ReceiveExactlyAsync(VersionBytes, ct), time, cancellationToken);

    private static async Task HandshakeAsync(Socket socket, CancellationToken cancellationToken)
    {
        await socket.ReceiveExactlyAsync(VersionBytes, cancellationToken).ConfigureAwait(false);
        await socket.SendAllAsync("RFB 003.008\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);

        var count = (await socket.ReceiveExactlyAsync(1, cancellationToken).ConfigureAwait(false))[0];
        var types = await socket.ReceiveExactlyAsync(count, cancellationToken).ConfigureAwait(false);
        if (!types.Contains(SecurityNone))
            throw new LabException($"The VNC server asks for authentication (security types {string.Join(", ", types)}): the probe can do None only.");
        await socket.SendAllAsync(new[] { SecurityNone }, cancellationToken).ConfigureAwait(false);
        var result = BinaryPrimitives.ReadUInt32BigEndian(await socket.ReceiveExactlyAsync(4, cancellationToken).ConfigureAwait(false));
        if (result != 0)
            throw new LabException($"The VNC server refused the client (result {result}).");

        const byte shared = 1;
        await socket.SendAllAsync(new[] { shared }, cancellationToken).ConfigureAwait(false);
        // Read to its end: once the server describes its screen the session is made.
        var init = await socket.ReceiveExactlyAsync(ServerInitBytes, cancellationToken).ConfigureAwait(false);
        var nameBytes = BinaryPrimitives.ReadUInt32BigEndian(init.AsSpan(20));
        if (nameBytes > LongestText)
            throw new LabException($"The VNC server announces a name of {nameBytes} bytes.");
        await socket.ReceiveExactlyAsync((int)nameBytes, cancellationToken).ConfigureAwait(false);
    }
}
