using System.Diagnostics;
using Reactor.Bench.Daemons;
using StandIn;

namespace Reactor.Bench.Sockets;

/// <summary>A shell and what it starts, which can't be asked: its processor time is that of all of them.</summary>
internal sealed class ShellReader(string name, StandInProcess monitors, Process shell) : EventReader(name, monitors)
{
    public override int Slowness => 10;

    public override TimeSpan Processor() => ProcessTree.Processor(shell.Id);

    public override Task<Counting?> CountAsync() => Task.FromResult<Counting?>(null);

    public override async ValueTask DisposeAsync()
    {
        // It ends when its monitors do.
        await base.DisposeAsync();
        await shell.WaitForExitAsync();
        shell.Dispose();
    }
}
