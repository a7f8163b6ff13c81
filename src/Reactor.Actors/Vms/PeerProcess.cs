using System.Globalization;
using Reactor.Qmp;

namespace Reactor.Actors.Vms;

/// <summary>Whether the process behind a unix socket still lives.</summary>
internal static class PeerProcess
{
    /// <summary>Whether it is known to have ended: nobody has its pid, or another process, or it is a zombie. False where that can't be told.</summary>
    public static bool HasEnded(QmpPeer? peer)
    {
        if (peer is not { Pid: > 0, StartTime: { } start })
            return false;
        try
        {
            return ProcessStat.Read(peer.Pid) is { } stat && (stat.State is 'Z' or 'X' || stat.StartTime != start);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // ESRCH while reading: it ended in between. Where it is hidden from us, its absence would have been told above.
            return e is IOException && !Directory.Exists($"/proc/{peer.Pid.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    /// <summary>The same of an incarnation, <c>PID-STARTTIME</c>. False where it is none of this machine's, as far as can be told.</summary>
    public static bool HasEnded(string incarnation)
    {
        var parts = incarnation.Split('-');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            && HasEnded(new QmpPeer(pid, 0, 0, start));
    }
}
