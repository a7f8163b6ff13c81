using System.Net.Sockets;

namespace Reactor.Qmp;

/// <summary>
/// The process behind a unix socket: of a monitor that listens, the one that called <c>listen</c>; of a dial-in, the one that
/// connected (unix(7), <c>SO_PEERCRED</c>).
/// </summary>
/// <param name="Pid">Its process id; 0 when it lives in a pid namespace that can't be seen from here.</param>
/// <param name="Uid">Its effective user id.</param>
/// <param name="Gid">Its effective group id.</param>
/// <param name="StartTime">When it started, in clock ticks since boot (<c>/proc/PID/stat</c>, field 22); null when that can't be read.</param>
public sealed record QmpPeer(int Pid, uint Uid, uint Gid, ulong? StartTime)
{
    /// <summary>
    /// <c>PID-STARTTIME</c>: one run of one process since boot, though pids come again; null when it isn't known. A command decided for one
    /// incarnation must never reach another.
    /// </summary>
    public string? Incarnation => Pid > 0 && StartTime is { } start ? $"{Pid}-{start}" : null;

    /// <summary>Asks the kernel who is at the other end; null where it is no unix socket, and on other systems.</summary>
    /// <param name="socket">A connected socket.</param>
    /// <exception cref="SocketException">The socket was closed.</exception>
    public static QmpPeer? Of(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return PeerCredentials.Read(socket);
    }
}
