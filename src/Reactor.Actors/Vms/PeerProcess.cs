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
            return IsOver(File.ReadAllText($"/proc/{peer.Pid.ToString(CultureInfo.InvariantCulture)}/stat"), start);
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

    /// <summary>The same from the text of proc(5)'s stat.</summary>
    internal static bool IsOver(string stat, ulong start)
    {
        // The name, in parentheses, may hold anything; after it come the state (field 3) and, 19 fields on, the start time (field 22).
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19
            && (fields[0] is "Z" or "X" || !ulong.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out var since) || since != start);
    }
}
