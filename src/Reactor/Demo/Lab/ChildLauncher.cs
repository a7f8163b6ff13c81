using System.Collections.Concurrent;
using System.Diagnostics;

namespace Reactor.Demo.Lab;

/// <summary>
/// Starts child processes from one thread that lives as long as this process.
/// </summary>
/// <remarks>
/// The parent-death signal (prctl(2), PR_SET_PDEATHSIG) is sent when the <em>thread</em> that forked ends, not the process:
/// a child started from a thread-pool thread would be killed as soon as the pool retires that thread.
/// </remarks>
internal static class ChildLauncher
{
    private static readonly BlockingCollection<Action> Starts = StartThread();

    /// <summary>The path of setpriv(1) (util-linux), null where it is not installed: then children outlive a killed parent.</summary>
    public static string? SetPriv { get; } = ExecutablePath.Find("setpriv");

    /// <summary>Starts <paramref name="executable"/> (absolute path, no shell), to be killed when this process ends.</summary>
    public static Task<Process> StartAsync(string executable, IEnumerable<string> arguments, string workingDirectory)
    {
        var info = new ProcessStartInfo(SetPriv ?? executable)
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] prefix = SetPriv is null ? [] : ["--pdeathsig", "KILL", "--", executable];
        foreach (var argument in prefix.Concat(arguments))
            info.ArgumentList.Add(argument);

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Starts.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(info)!);
            }
            catch (Exception e)
            {
                // Carried to the caller, whose await throws it.
                started.SetException(e);
            }
        });
        return started.Task;
    }

    private static BlockingCollection<Action> StartThread()
    {
        var starts = new BlockingCollection<Action>(boundedCapacity: 64);
        new Thread(() =>
        {
            foreach (var start in starts.GetConsumingEnumerable())
                start();
        })
        { IsBackground = true, Name = "lab child launcher" }.Start();
        return starts;
    }
}
