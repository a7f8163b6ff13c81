using Reactor.Bench.Daemons;
using Reactor.Bench.Scale;
using StandIn;

namespace Reactor.Bench.Sockets;

/// <summary>The daemon.</summary>
internal sealed class DaemonReader(string name, StandInProcess monitors, ChildProcess daemon, DaemonApi api) : EventReader(name, monitors)
{
    public override TimeSpan AskEvery => TimeSpan.FromMilliseconds(250);

    public override int Slowness => 4;

    public override TimeSpan Processor() => daemon.Usage.Processor();

    public override async Task<Counting?> CountAsync() => await api.EventsAsync();

    public override async ValueTask DisposeAsync()
    {
        api.Dispose();
        await daemon.DisposeAsync();
        await base.DisposeAsync();
    }
}
