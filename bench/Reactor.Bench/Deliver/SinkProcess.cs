using System.Diagnostics;
using System.Globalization;

namespace Reactor.Bench.Deliver;

/// <summary>The sink, as seen from here.</summary>
internal sealed class SinkProcess : IAsyncDisposable
{
    private readonly Process _process;

    private SinkProcess(Process process, int port) => (_process, Url) = (process, new Uri($"http://127.0.0.1:{port}/hook"));

    public Uri Url { get; }

    public static async Task<SinkProcess> StartAsync()
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Reactor.Bench.dll"), Sink.Verb])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        return new SinkProcess(process, await NumberAsync(process));
    }

    /// <summary>How many requests it took.</summary>
    public async Task<int> TakenAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        return await NumberAsync(_process);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<int> NumberAsync(Process process) =>
        int.Parse(await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the sink ended"), CultureInfo.InvariantCulture);
}
