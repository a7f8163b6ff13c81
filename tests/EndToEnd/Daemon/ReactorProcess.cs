using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace EndToEnd.Daemon;

/// <summary>The daemon, as a process of its own, so that it can be killed.</summary>
internal sealed partial class ReactorProcess : IAsyncDisposable
{
    private const int Sighup = 1;
    private const int Sigterm = 15;
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(60);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "reactor.dll");

    private readonly Process _process;
    private readonly ProcessLog _log = new();
    private readonly Task _reading;

    private ReactorProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(_log.ReadAsync(process.StandardError), _log.ReadAsync(process.StandardOutput));
    }

    /// <summary>All that it wrote so far.</summary>
    public string Log => _log.Text;

    public int Id => _process.Id;

    /// <summary>Starts <c>reactor run</c> and waits until it says that it is ready.</summary>
    /// <param name="workspace">Its files.</param>
    /// <param name="variables">Environment variables besides.</param>
    public static Task<ReactorProcess> StartAsync(Workspace workspace, params (string Name, string Value)[] variables) => StartAsync(workspace, [], variables);

    /// <summary>The same with options of <c>reactor run</c>.</summary>
    public static async Task<ReactorProcess> StartAsync(Workspace workspace, string[] options, params (string Name, string Value)[] variables)
    {
        var daemon = new ReactorProcess(Launch(workspace, ["run", "--config", workspace.Config, .. options], "dotnet", [], variables));
        await daemon.LoggedAsync("ready");
        return daemon;
    }

    /// <summary>Starts <c>reactor run</c> with its calls of the kernel traced into a file.</summary>
    /// <param name="workspace">Its files.</param>
    /// <param name="trace">The file.</param>
    /// <param name="calls">Names of the calls.</param>
    public static async Task<ReactorProcess> StartTracedAsync(Workspace workspace, string trace, string calls)
    {
        // The tracer as a process aside: the one that is started is the daemon.
        var daemon = new ReactorProcess(Launch(
            workspace, ["run", "--config", workspace.Config], "strace", ["-D", "-f", "-y", "-s", "65536", "-e", $"trace={calls}", "-e", "signal=none", "-o", trace, "dotnet"]));
        await daemon.LoggedAsync("ready");
        return daemon;
    }

    /// <summary>Starts <c>reactor run</c> and does not wait for anything.</summary>
    public static ReactorProcess Launch(Workspace workspace, params (string Name, string Value)[] variables) =>
        new(Launch(workspace, ["run", "--config", workspace.Config], "dotnet", [], variables));

    /// <summary>Waits for a line that contains the text; fails with the whole log when the daemon ends without it.</summary>
    public Task LoggedAsync(string text) => _log.WaitForAsync(text, HangGuard);

    /// <summary>SIGKILL: nothing of it runs on.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(HangGuard);
    }

    /// <summary>SIGTERM, as systemd stops a service.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited)
        {
            Signal(Sigterm);
        }
        return await EndedAsync();
    }

    /// <summary>SIGTERM, of which it ends in order; where it doesn't, its log is shown.</summary>
    public async Task StopsWellAsync()
    {
        var code = await StopAsync();
        Assert.True(code == 0, $"it ended with {code}:\n{Log}");
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>The exit code; of a signal 128 more than its number.</returns>
    public async Task<int> EndedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(HangGuard);
        await _reading.WaitAsync(HangGuard);
        return _process.ExitCode;
    }

    /// <summary>SIGTERM, without waiting for what comes of it.</summary>
    public void Terminate() => Signal(Sigterm);

    /// <summary>SIGHUP, as operators ask for a reload.</summary>
    public void HangUp() => Signal(Sighup);

    private void Signal(int signal)
    {
        if (Kill(_process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"kill failed: errno {Marshal.GetLastPInvokeError()}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }
        _process.Dispose();
    }

    /// <summary>Runs a command of the command line to its end.</summary>
    public static async Task<CommandResult> RunAsync(Workspace workspace, params string[] arguments)
    {
        using var process = Launch(workspace, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(HangGuard);
        return new CommandResult(process.ExitCode, await output, await error);
    }

    /// <summary>Asks for rows, as a program would.</summary>
    public static async Task<IReadOnlyList<JsonObject>> RowsAsync(Workspace workspace, params string[] query)
    {
        var result = await RunAsync(workspace, [.. query, "--output", "json", "--config", workspace.Config]);
        Assert.True(result.Code == 0, $"{string.Join(' ', query)}: exit {result.Code}\n{result.Error}");
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    /// <summary>Starts a command of the command line.</summary>
    public static Process Launch(Workspace workspace, IEnumerable<string> arguments) => Launch(workspace, arguments, "dotnet", []);

    private static Process Launch(Workspace workspace, IEnumerable<string> arguments, string host, IEnumerable<string> before, params (string Name, string Value)[] variables)
    {
        var info = new ProcessStartInfo(host)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            StandardErrorEncoding = Encoding.UTF8,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var argument in before)
        {
            info.ArgumentList.Add(argument);
        }
        info.ArgumentList.Add(Program);
        foreach (var argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }
        info.Environment["REACTOR_HOOK_KEY"] = workspace.Secret;
        info.Environment["DOTNET_HOSTBUILDER__RELOADCONFIGONCHANGE"] = "false";
        foreach (var (name, value) in variables)
        {
            info.Environment[name] = value;
        }
        var process = Process.Start(info)!;
        process.StandardInput.Close();
        return process;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}

/// <summary>What a command gave.</summary>
internal sealed record CommandResult(int Code, string Output, string Error);
