using System.Diagnostics;
using System.Text.Json;

namespace StandIn;

/// <summary>A stand-in as a process of its own, for tests and benchmarks.</summary>
internal sealed class StandInProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly SemaphoreSlim _turn = new(1);

    private StandInProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Starts one and waits until all its monitors listen.</summary>
    /// <param name="folder">Where the sockets are to be.</param>
    /// <param name="first">Number of the first VM.</param>
    /// <param name="count">How many.</param>
    /// <param name="log">Where to write what was written; null for nowhere.</param>
    public static async Task<StandInProcess> StartAsync(string folder, int first, int count, string? log = null)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "StandIn.dll"), folder, $"{first}", $"{count}", .. log is null ? Array.Empty<string>() : [log]];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = new StandInProcess(Process.Start(start)!);
        var said = await process._process.StandardOutput.ReadLineAsync().ConfigureAwait(false);
        return said == "ready" ? process : throw new InvalidOperationException($"the stand-in did not start: {said}");
    }

    /// <summary>Gives it a command and waits for its answer.</summary>
    public async Task<string> TellAsync(string command)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await _process.StandardInput.WriteLineAsync(command).ConfigureAwait(false);
            await _process.StandardInput.FlushAsync().ConfigureAwait(false);
            return await _process.StandardOutput.ReadLineAsync().ConfigureAwait(false) ?? throw new InvalidOperationException($"the stand-in ended at '{command}'");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What it counted.</summary>
    public async Task<Totals> StatsAsync() => JsonSerializer.Deserialize<Totals>(await TellAsync("stats").ConfigureAwait(false))!;

    /// <summary>Kills it, with whatever it has not said.</summary>
    public ValueTask KillAsync()
    {
        _process.Kill();
        return DisposeAsync();
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.StandardInput.Close();
        await _process.WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
        _turn.Dispose();
    }
}
