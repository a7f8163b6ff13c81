using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Reactor.Qmp;

/// <summary>Opens the socket, and the TLS on it; tells people why it didn't work.</summary>
internal static class Dialer
{
    public static async Task<Socket> DialAsync(QmpAddress address, QmpConnectionOptions options, CancellationToken ct)
    {
        Socket socket = address switch
        {
            UnixQmpAddress => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
            _ => new Socket(SocketType.Stream, ProtocolType.Tcp),
        };
        try
        {
            if (address is UnixQmpAddress unix)
                Connect(socket, unix, ct);
            else
                await WithTimeout(options, token => ConnectAsync(socket, (TcpQmpAddress)address, options.Names, token), () => TooSlow(address, options), ct).ConfigureAwait(false);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw Explain(address, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The stream on a connected socket, which it owns.</summary>
    public static async Task<Stream> OpenStreamAsync(Socket socket, QmpAddress address, QmpConnectionOptions options, CancellationToken ct)
    {
        var plain = new SocketStream(socket);
        if (options.Tls is not { } tls)
            return plain;

        var secure = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await WithTimeout(options, token => new ValueTask(secure.AuthenticateAsClientAsync(tls, token)), () => Unheard(address, options), ct).ConfigureAwait(false);
            return secure;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw new QmpException(QmpFailure.ConnectFailed, $"{address}: TLS was not agreed on ({e.Message}): check the certificates on both sides, and that this monitor has 'tls-creds'", e);
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A unix socket is connected or refused at once. Asynchronously it would keep a third of a kilobyte for as long as it is open.</summary>
    private static void Connect(Socket socket, UnixQmpAddress unix, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        socket.Blocking = false;
        socket.Connect(new UnixDomainSocketEndPoint(unix.Path));
        socket.Blocking = true; // As a stream is made of it.
    }

    private static async ValueTask ConnectAsync(Socket socket, TcpQmpAddress tcp, NameLookups names, CancellationToken ct)
    {
        socket.NoDelay = true;
        // A host that vanishes without a word is found after 30 + 3 * 10 s of silence.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        var addresses = IPAddress.TryParse(tcp.Host, out var literal) ? [literal] : await names.ResolveAsync(tcp.Host, ct).ConfigureAwait(false);
        await socket.ConnectAsync(addresses, tcp.Port, ct).ConfigureAwait(false);
    }

    private static async Task WithTimeout(QmpConnectionOptions options, Func<CancellationToken, ValueTask> action, Func<QmpException> late, CancellationToken ct)
    {
        using var timer = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, ct);
        try
        {
            await action(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw late();
        }
    }

    private static QmpException TooSlow(QmpAddress address, QmpConnectionOptions options) =>
        new(QmpFailure.ConnectFailed, $"{address}: no connection within {options.ConnectTimeout.TotalSeconds:0.###} s");

    /// <summary>A monitor that serves someone else doesn't answer TLS either.</summary>
    private static QmpException Unheard(QmpAddress address, QmpConnectionOptions options) =>
        new(QmpFailure.Occupied, $"{address}: connected, but no answer to TLS within {options.ConnectTimeout.TotalSeconds:0.###} s: another client holds this monitor (QEMU serves one at a time), or QEMU is stopped");

    private static QmpException Explain(QmpAddress address, SocketException e)
    {
        // Two clients can wait at a monitor that serves a third; the next one is turned away like this.
        if (e.SocketErrorCode == SocketError.WouldBlock)
            return new QmpException(QmpFailure.Occupied, $"{address}: other clients hold this monitor and wait for it; a monitor serves one at a time: give Reactor a monitor of its own (a second -qmp option)", e);

        string why = (address, e.SocketErrorCode) switch
        {
            (UnixQmpAddress, SocketError.ConnectionRefused) =>
                $"nobody listens on this socket: its QEMU is gone (a killed QEMU leaves the file behind)",
            (UnixQmpAddress, SocketError.AccessDenied) =>
                "permission denied: the user that Reactor runs as must be able to write to the socket and search its folders",
            (UnixQmpAddress unix, _) when !Path.Exists(unix.Path) =>
                "there is no such socket: QEMU may not be running, or runs without '-qmp unix:PATH,server=on,wait=off' for it",
            (TcpQmpAddress, SocketError.ConnectionRefused) =>
                "nobody listens there: QEMU may not be running, or runs without '-qmp tcp:HOST:PORT,server=on,wait=off' for it",
            (TcpQmpAddress tcp, SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain) =>
                $"the name {tcp.Host} is not known",
            _ => e.Message,
        };
        return new QmpException(QmpFailure.ConnectFailed, $"{address}: {why}", e);
    }
}
