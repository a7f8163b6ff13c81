using System.Net.Sockets;
using System.Text;

namespace Reactor.Running.Service;

/// <summary>The socket on which a service manager hears from its services (sd_notify(3)): datagrams of <c>NAME=value</c> lines.</summary>
internal sealed class NotifySocket : IDisposable
{
    /// <summary>The environment variable that names it.</summary>
    public const string Variable = "NOTIFY_SOCKET";

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
    private readonly UnixDomainSocketEndPoint _manager;

    private NotifySocket(UnixDomainSocketEndPoint manager) => _manager = manager;

    /// <summary>Opens the one that the environment names; null where it names none that a unix socket can be.</summary>
    /// <param name="name">A path, or a name of the abstract namespace with <c>@</c> for its zero byte.</param>
    public static NotifySocket? Open(string? name)
    {
        if (name is not ['/' or '@', _, ..])
        {
            return null;
        }
        try
        {
            return new NotifySocket(new UnixDomainSocketEndPoint(name[0] == '@' ? '\0' + name[1..] : name));
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;   // longer than a unix socket's path may be
        }
    }

    /// <summary>Sends one datagram. A manager that is gone, or doesn't keep up, is no reason to stop or to wait.</summary>
    /// <returns>Whether it was taken.</returns>
    public bool Send(string lines)
    {
        try
        {
            return _socket.SendTo(Encoding.UTF8.GetBytes(lines), _manager) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose() => _socket.Dispose();
}
