using System.Runtime.InteropServices;

namespace Reactor.Actors.Steps;

/// <summary>
/// Kills programs with all that they have started: what bears their mark, what is in a session that one of these is in, and the children of all
/// of these. What left its session, cleared its environment and has no such parent any more is not found.
/// </summary>
internal static class ProgramReaper
{
    // Each round kills what the one before could still start.
    private const int MostRounds = 100;

    private const int SigKill = 9;

    /// <summary>Kills them. Returns how many processes were sent a signal.</summary>
    /// <param name="isMeant">Whether a mark is one of those whose programs are to go.</param>
    public static int Kill(Func<string, bool> isMeant)
    {
        var sent = new HashSet<int>();
        for (var round = 0; round < MostRounds; round++)
        {
            var victims = Victims(ProcessTable.Read(), isMeant);
            foreach (var pid in victims)
                _ = NativeKill(pid, SigKill);
            if (victims.Count == 0)
                break;
            sent.UnionWith(victims);
        }

        return sent.Count;
    }

    internal static HashSet<int> Victims(List<ProcessTable.Entry> processes, Func<string, bool> isMeant)
    {
        var self = Environment.ProcessId;
        var own = processes.Find(process => process.Pid == self);
        var victims = processes.Where(process => process.Pid != self && ProgramMark.IsIn(ProcessTable.Environment(process.Pid), isMeant)).Select(process => process.Pid).ToHashSet();

        // A program without a session of its own shares that of the daemon, where others are.
        var sessions = processes.Where(process => victims.Contains(process.Pid) && process.Session != own?.Session && process.Session > 1).Select(process => process.Session).ToHashSet();
        victims.UnionWith(processes.Where(process => sessions.Contains(process.Session)).Select(process => process.Pid));
        for (var before = -1; before != victims.Count;)
        {
            before = victims.Count;
            victims.UnionWith(processes.Where(process => victims.Contains(process.Parent)).Select(process => process.Pid));
        }

        victims.Remove(self);
        return victims;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int pid, int signal);
}
