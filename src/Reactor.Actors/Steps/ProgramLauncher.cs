using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Reactor.Actors.Steps;

/// <summary>Whom a program runs as.</summary>
/// <param name="Name">The user.</param>
/// <param name="Gid">The user's first group.</param>
internal sealed record ProgramUser(string Name, uint Gid);

/// <summary>A program that was started.</summary>
/// <param name="Process">Its process.</param>
/// <param name="Mark">By what it and all that it starts is known: its <see cref="ProgramMark"/>.</param>
internal sealed record RunningProgram(Process Process, string Mark);

/// <summary>
/// Starts programs, each in a session and process group of its own, and killed when the daemon dies. Both are done by programs of util-linux:
/// <c>setsid</c>, and <c>setpriv --pdeathsig</c> (prctl(2), PR_SET_PDEATHSIG). What a program has started itself is killed by the guard then
/// (<see cref="ExecGuard"/>).
/// </summary>
/// <remarks>The parent-death signal comes when the <em>thread</em> that started the program ends, so one thread starts all, and lives as long as this.</remarks>
internal sealed class ProgramLauncher : IDisposable
{
    private const int SigKill = 9;

    private readonly BlockingCollection<Action> _starts = [];
    private readonly string? _setsid;
    private readonly string? _setpriv;
    private readonly GuardLink _guard;
    private readonly long _token;
    private long _number;

    /// <param name="findWrapper">Finds a program of util-linux; null where it isn't installed.</param>
    /// <param name="guard">Is told of every program.</param>
    /// <param name="token">What no other launcher of this machine has: by it this one's programs are known.</param>
    public ProgramLauncher(Func<string, string?> findWrapper, GuardLink guard, long token)
    {
        (_setsid, _setpriv, _guard, _token) = (findWrapper("setsid"), findWrapper("setpriv"), guard, token);
        new Thread(Run) { IsBackground = true, Name = "program launcher" }.Start();
    }

    /// <summary>Whether what a program has started is killed with it for sure.</summary>
    public bool HasGroups => _setsid is not null;

    /// <summary>Whether programs are killed when the daemon dies.</summary>
    public bool EndsWithDaemon => _setpriv is not null;

    /// <summary>Starts a program, no shell. <see cref="Left"/> is called when it has ended.</summary>
    /// <exception cref="Win32Exception">It can't be started.</exception>
    public Task<RunningProgram> StartAsync(
        string executable, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment, string directory, ProgramUser? user)
    {
        var mark = string.Create(CultureInfo.InvariantCulture, $"{_token:x16}.{Interlocked.Increment(ref _number)}");
        string[] line = [.. Prefix(user), executable, .. arguments];
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
        info.Environment[ProgramMark.Variable] = mark;

        var started = new TaskCompletionSource<RunningProgram>(TaskCreationOptions.RunContinuationsAsynchronously);
        _starts.Add(() =>
        {
            try
            {
                _guard.Enter(mark);
                started.SetResult(new(Process.Start(info) ?? throw new InvalidOperationException("No process was started."), mark));
            }
            catch (Exception e)
            {
                // Carried to the caller, whose await throws it.
                _guard.Leave(mark);
                started.SetException(e);
            }
        });
        return started.Task;
    }

    /// <summary>A program has ended: what it left running is its own business.</summary>
    public void Left(RunningProgram program) => _guard.Leave(program.Mark);

    /// <summary>Kills a program and what it has started.</summary>
    public void Kill(RunningProgram program)
    {
        var process = program.Process;
        try
        {
            // The group may outlive its leader. Its number is not given to another while a member lives, nor while the leader isn't waited for.
            if (HasGroups)
                _ = NativeKill(-process.Id, SigKill);
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself.
        }

        // What left the group and the tree.
        ProgramReaper.Kill(mark => mark == program.Mark);
    }

    public void Dispose() => _starts.CompleteAdding();

    private IEnumerable<string> Prefix(ProgramUser? user)
    {
        if (_setsid is not null)
            yield return _setsid;
        if (_setpriv is null)
        {
            if (user is not null)
                throw new Win32Exception($"setpriv of util-linux is not installed, so no program can be run as {user.Name}");
            yield break;
        }

        yield return _setpriv;
        if (user is not null)
        {
            yield return $"--reuid={user.Name}";
            yield return string.Create(CultureInfo.InvariantCulture, $"--regid={user.Gid}");
            yield return "--init-groups";
        }

        foreach (var argument in (string[])["--pdeathsig", "KILL", "--"])
            yield return argument;
    }

    private void Run()
    {
        foreach (var start in _starts.GetConsumingEnumerable())
            start();
        _starts.Dispose();
        _guard.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int pid, int signal);
}
