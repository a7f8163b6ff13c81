using System.Diagnostics;
using Reactor.Bench.Scale;
using StandIn;

namespace Reactor.Bench.Sockets;

/// <summary>One of this build or another's, which answers lines with counts.</summary>
internal sealed class AskedReader : EventReader
{
    private readonly Process _process;
    private readonly ProcessUsage _usage;

    private readonly int _slowness;

    private AskedReader(string name, StandInProcess monitors, Process process, int slowness) : base(name, monitors) =>
        (_process, _usage, _slowness) = (process, new(process.Id), slowness);

    public override int Slowness => _slowness;

    /// <summary>Starts it and waits until it is connected to all its monitors.</summary>
    public static async Task<AskedReader> StartAsync(string name, StandInProcess monitors, int slowness, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // As the daemon is compiled.
        start.Environment["DOTNET_TieredPGO"] = "0";
        var process = Process.Start(start)!;
        return await process.StandardOutput.ReadLineAsync() == "ready" ? new(name, monitors, process, slowness) : throw new InvalidOperationException($"{name} did not start");
    }

    public override TimeSpan Processor() => _usage.Processor();

    public override async Task<Counting?> CountAsync()
    {
        await _process.StandardInput.WriteLineAsync("count");
        await _process.StandardInput.FlushAsync();
        return Counting.Parse(await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{Name} ended"));
    }

    public override async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        await base.DisposeAsync();
    }
}
