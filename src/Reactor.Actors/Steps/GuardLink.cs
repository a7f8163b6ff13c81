using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Reactor.Actors.Steps;

/// <summary>
/// The daemon's end of the pipe to its <see cref="ExecGuard"/>, which is started with the first program, and again where it has died. Without one
/// programs run all the same: what they have started then outlives a daemon that is killed.
/// </summary>
/// <param name="command">The guard's program and arguments; empty for none.</param>
/// <param name="logger">The log.</param>
internal sealed class GuardLink(IReadOnlyList<string> command, ILogger logger) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _running = new(StringComparer.Ordinal);
    private Process? _guard;
    private bool _ended;

    /// <summary>A program is about to be started. When this returns the guard will kill it should the daemon die.</summary>
    public void Enter(string mark)
    {
        lock (_lock)
        {
            _running.Add(mark);
            if (_guard is null || !TrySay($"+{mark}\n"))
                StartAnew();
        }
    }

    /// <summary>A program has ended.</summary>
    public void Leave(string mark)
    {
        lock (_lock)
        {
            if (_running.Remove(mark) && _guard is not null && !TrySay($"-{mark}\n"))
                StartAnew();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
            End();
        }
    }

    private void StartAnew()
    {
        End();
        if (_ended || _running.Count == 0 || command.Count == 0)
            return;
        try
        {
            var info = new ProcessStartInfo(command[0])
            {
                // Its outputs must hold nothing of the daemon's open.
                UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
            };
            foreach (var argument in command.Skip(1))
                info.ArgumentList.Add(argument);

            // It is small, and there to wait.
            info.Environment["DOTNET_TieredCompilation"] = "1";
            info.Environment["DOTNET_gcConcurrent"] = "0";
            info.Environment["DOTNET_GCHeapHardLimit"] = "0x2000000";
            info.Environment.Remove(ProgramMark.Variable);
            _guard = Process.Start(info);
        }
        catch (Win32Exception e)
        {
            StepLog.NoGuard(logger, e.Message);
            return;
        }

        if (!TrySay(string.Concat(_running.Select(mark => $"+{mark}\n"))))
        {
            End();
            StepLog.NoGuard(logger, "it ended at once");
        }
    }

    private bool TrySay(string lines)
    {
        try
        {
            var pipe = _guard!.StandardInput.BaseStream;
            pipe.Write(Encoding.UTF8.GetBytes(lines));
            pipe.Flush();
            return true;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return false;
        }
    }

    private void End()
    {
        try
        {
            _guard?.StandardInput.Dispose();
        }
        catch (IOException)
        {
            // It has died: there is nobody to be told.
        }

        _guard?.Dispose();
        _guard = null;
    }
}
