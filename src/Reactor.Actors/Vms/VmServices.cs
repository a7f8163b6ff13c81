using Microsoft.Extensions.Logging;
using Reactor.Actors.Clocks;
using Reactor.Actors.Hosting;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Steps;
using Reactor.Actors.Watching;
using Reactor.Qmp;

namespace Reactor.Actors.Vms;

/// <summary>What every VM's actor works with.</summary>
/// <param name="Router">Where batches go.</param>
/// <param name="Epoch">The store's epoch: makes numbers of this run unique for ever.</param>
/// <param name="Numbers">Numbers of connections and batches.</param>
/// <param name="Registry">Who goes by which id and name.</param>
/// <param name="Attention">What rules want to know.</param>
/// <param name="Qmp">Limits and times of connections.</param>
/// <param name="Clock">Engine time.</param>
/// <param name="Board">Where the status goes.</param>
/// <param name="Logger">The log.</param>
internal sealed record VmServices(
    PartitionRouter Router, long Epoch, RunNumbers Numbers, VmRegistry Registry, Attention Attention, QmpConnectionOptions Qmp, EngineClock Clock,
    RuntimeStatusBoard Board, ILogger Logger)
{
    /// <summary>Engine time, asked for: one for all.</summary>
    public Func<DateTimeOffset> Now { get; } = () => Clock.Now;

    /// <summary>How VMs are listened to.</summary>
    public VmOptions Options { get; init; } = new();

    /// <summary>Where VMs are found that commands can be sent to.</summary>
    public LiveVms Live { get; init; } = new();

    /// <summary>Lets VMs connect, some at a time.</summary>
    public ConnectGate Connects { get; } = new();

    /// <summary>Connections that take the slow way.</summary>
    public ReadApart ReadApart { get; } = new(Logger);

    /// <summary>Who watches live events.</summary>
    public Watchers Watchers { get; init; } = new();
}

/// <summary>Numbers that don't repeat in this run of the daemon. Thread-safe.</summary>
internal sealed class RunNumbers
{
    private long _last;

    /// <summary>The next one, from 1.</summary>
    public long Next() => Interlocked.Increment(ref _last);
}
