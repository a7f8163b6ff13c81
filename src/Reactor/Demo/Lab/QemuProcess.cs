using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Reactor.Demo.Lab;

/// <summary>A QEMU of our own: started without a shell, its output kept (bounded), ended by its own pid only.</summary>
internal sealed class QemuProcess : IAsyncDisposable
{
    /// <summary>The program that is started unless another is named.</summary>
    public const string DefaultProgram = "qemu-system-x86_64";

    // Linux's numbers, the same on every architecture that runs .NET.
    private const int SigKill = 9;
    private const int SigCont = 18;
    private const int SigStop = 19;

    private readonly Process _process;
    private readonly OutputTail _output = new();
    private readonly Task _drained;

    private QemuProcess(Process process)
    {
        _process = process;
        Id = process.Id;
        process.StandardInput.Close();
        _drained = Task.WhenAll(_output.DrainAsync(process.StandardOutput), _output.DrainAsync(process.StandardError));
        Exited = WaitAsync();
    }

    /// <summary>Whether the default program is installed.</summary>
    public static bool IsInstalled => ExecutablePath.Find(DefaultProgram) is not null;

    /// <summary>The process id (setpriv replaces itself by QEMU, so this is QEMU's).</summary>
    public int Id { get; }

    /// <summary>Completes with the exit code (128 + signal number when killed) once the process is gone and its output was read.</summary>
    public Task<int> Exited { get; }

    /// <summary>The last 16 KiB of what it wrote to its standard output and error.</summary>
    public string Output => _output.Text;

    /// <summary>Starts QEMU in <paramref name="workingDirectory"/>.</summary>
    /// <param name="program">A name looked up in PATH, or a path.</param>
    /// <param name="arguments">Its arguments, one by one.</param>
    /// <param name="workingDirectory">What relative paths in the arguments are relative to.</param>
    /// <exception cref="LabException">There is no such program.</exception>
    public static async Task<QemuProcess> StartAsync(string program, IEnumerable<string> arguments, string workingDirectory)
    {
        var path = ExecutablePath.Find(program) ?? throw new LabException(
            $"QEMU is not installed: no '{program}' in PATH. Install it (Debian, Ubuntu: apt install qemu-system-x86; Fedora: dnf install qemu-system-x86).");
        return new QemuProcess(await ChildLauncher.StartAsync(path, arguments, workingDirectory).ConfigureAwait(false));
    }

    /// <summary>The error for a QEMU that ended while it was needed: its exit code and its own words.</summary>
    public async Task<LabException> ExplainExitAsync(string during)
    {
        var code = await Exited.ConfigureAwait(false);
        var said = Output.Length == 0 ? "It wrote nothing." : $"It wrote:\n{Output}";
        return new LabException($"QEMU (pid {Id}) ended with exit code {code} {during}. {said}");
    }

    /// <summary>Kills it at once (SIGKILL), as a crash or the kernel's out-of-memory killer would, and waits for its end.</summary>
    public async Task KillAsync()
    {
        Signal(SigKill);
        await Exited.ConfigureAwait(false);
    }

    /// <summary>Stops it in its tracks (SIGSTOP) and waits until each of its threads stands: its sockets accept and say nothing, as a hung QEMU's do.</summary>
    public async Task FreezeAsync(CancellationToken cancellationToken)
    {
        Signal(SigStop);
        // The signal is sent, not obeyed, when kill(2) returns; only /proc tells when it is.
        while (!Exited.IsCompleted && !IsStanding())
            await Task.Delay(1, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets a frozen one go on (SIGCONT).</summary>
    public void Thaw() => Signal(SigCont);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        await _drained.ConfigureAwait(false);
        return _process.ExitCode;
    }

    private bool IsStanding()
    {
        foreach (var thread in Directory.EnumerateDirectories($"/proc/{Id}/task"))
        {
            string stat;
            try
            {
                stat = File.ReadAllText(Path.Combine(thread, "stat"));
            }
            catch (IOException)
            {
                // The thread ended meanwhile.
                continue;
            }

            // "pid (name) state ...", and the name may hold anything.
            if (stat[stat.LastIndexOf(')') + 2] != 'T')
                return false;
        }

        return true;
    }

    private void Signal(int signal)
    {
        // Asked first: the pid of a process that was reaped may be somebody else's by now.
        if (!Exited.IsCompleted && !_process.HasExited)
            _ = Kill(Id, signal);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
