using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Reactor.Qmp;

/// <summary>Who is at the other end of a unix socket, asked of the kernel.</summary>
internal static class PeerCredentials
{
    // asm-generic/socket.h; struct ucred is three 32-bit numbers: pid, uid, gid.
    private const int SolSocket = 1;
    private const int SoPeercred = 17;
    private const int UcredBytes = 12;

    public static QmpPeer? Read(Socket socket)
    {
        if (socket.AddressFamily != AddressFamily.Unix || !OperatingSystem.IsLinux())
            return null;

        Span<byte> ucred = stackalloc byte[UcredBytes];
        socket.GetRawSocketOption(SolSocket, SoPeercred, ucred);
        int pid = MemoryMarshal.Read<int>(ucred);
        return new QmpPeer(pid, MemoryMarshal.Read<uint>(ucred[4..]), MemoryMarshal.Read<uint>(ucred[8..]), StartTime(pid));
    }

    private static ulong? StartTime(int pid)
    {
        if (pid <= 0)
            return null;
        try
        {
            return ProcessStat.Read(pid)?.StartTime;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process is gone or hidden (hidepid): the incarnation is then unknown, and that is said.
            return null;
        }
    }
}
