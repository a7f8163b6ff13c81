using System.Diagnostics;

namespace EndToEnd.Daemon;

/// <summary><c>reactor watch</c>, as a process of its own.</summary>
internal sealed class WatchProcess : IDisposable
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ProcessLog _output = new(streams: 1);
    private readonly ProcessLog _error = new(streams: 1);
    private readonly Task _reading;

    private WatchProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(_output.ReadAsync(process.StandardOutput), _error.ReadAsync(process.StandardError));
    }

    public string Output => _output.Text;

    public static WatchProcess Start(Workspace workspace, params string[] arguments) =>
        new(ReactorProcess.Launch(workspace, ["watch", .. arguments, "--config", workspace.Config]));

    public Task SaysAsync(string text) => _output.WaitForAsync(text, HangGuard);

    public Task ComplainsAsync(string text) => _error.WaitForAsync(text, HangGuard);

    /// <summary>Waits for its end, and gives its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(HangGuard);
        await _reading.WaitAsync(HangGuard);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
        _process.Dispose();
    }
}
