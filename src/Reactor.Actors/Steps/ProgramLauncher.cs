using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Reactor.Actors.Steps;

/// <summary>
/// Starts programs, each in a session and process group of its own, and killed when the daemon dies. Both are done by programs of util-linux:
/// <c>setsid</c>, and <c>setpriv --pdeathsig</c> (prctl(2), PR_SET_PDEATHSIG). What a program has started itself outlives a killed daemon.
/// </summary>
/// <remarks>The parent-death signal comes when the <em>thread</em> that started the program ends, so one thread starts all, and lives as long as this.</remarks>
internal sealed class ProgramLauncher : IDisposable
{
    private const int SigKill = 9;

    private readonly BlockingCollection<Action> _starts = [];
    private readonly string[] _prefix;

    /// <param name="findWrapper">Finds a program of util-linux; null where it isn't installed.</param>
    public ProgramLauncher(Func<string, string?> findWrapper)
    {
        var (setsid, setpriv) = (findWrapper("setsid"), findWrapper("setpriv"));
        HasGroups = setsid is not null;
        EndsWithDaemon = setpriv is not null;
        _prefix = [.. setsid is null ? [] : (string[])[setsid], .. setpriv is null ? [] : (string[])[setpriv, "--pdeathsig", "KILL", "--"]];
        new Thread(Run) { IsBackground = true, Name = "program launcher" }.Start();
    }

    /// <summary>Whether what a program has started is killed with it for sure.</summary>
    public bool HasGroups { get; }

    /// <summary>Whether programs are killed when the daemon dies.</summary>
    public bool EndsWithDaemon { get; }

    /// <summary>Starts a program, no shell.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">It can't be started.</exception>
    public Task<Process> StartAsync(string executable, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment, string directory)
    {
        string[] line = [.. _prefix, executable, .. arguments];
        var info = new ProcessStartInfo(line[0])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        foreach (var argument in line.Skip(1))
            info.ArgumentList.Add(argument);
        info.Environment.Clear();
        foreach (var (name, value) in environment)
            info.Environment[name] = value;

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _starts.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(info) ?? throw new InvalidOperationException("No process was started."));
            }
            catch (Exception e)
            {
                // Carried to the caller, whose await throws it.
                started.SetException(e);
            }
        });
        return started.Task;
    }

    /// <summary>Kills a program and what it has started.</summary>
    public void Kill(Process process)
    {
        try
        {
            // The group may outlive its leader. Its number is not given to another while a member lives, nor while the leader isn't waited for.
            if (HasGroups)
                _ = NativeKill(-process.Id, SigKill);
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It ended by itself.
        }
    }

    public void Dispose() => _starts.CompleteAdding();

    private void Run()
    {
        foreach (var start in _starts.GetConsumingEnumerable())
            start();
        _starts.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int pid, int signal);
}
