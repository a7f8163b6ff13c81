using Reactor.Actors.Partitions;
using Reactor.Actors.Steps;
using Reactor.Actors.Tracing;
using Reactor.Actors.Watching;
using Reactor.Qmp;
using Reactor.Store;

namespace Reactor.Actors.Hosting;

/// <summary>What the runtime is built from, whatever rules and configuration it came from.</summary>
internal sealed record RuntimePlan
{
    /// <summary>What a reload replaces.</summary>
    public required RuntimeSettings Settings { get; init; }

    /// <summary>Makes a partition as it stood.</summary>
    public required Func<int, PartitionRecovery, IPartition> CreatePartition { get; init; }

    /// <summary>The store; the runtime closes it.</summary>
    public required IReactorStore Store { get; init; }

    /// <summary>The store's folder, absolute: programs of steps run in it.</summary>
    public required string StoreFolder { get; init; }

    /// <summary>Reactor's version, for the user agent.</summary>
    public required string Version { get; init; }

    /// <summary>Wall clock and monotonic time.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where jitter comes from; used at the start only, to seed each actor's own.</summary>
    public required Random Random { get; init; }

    /// <summary>Limits and times of QMP connections.</summary>
    public required QmpConnectionOptions Qmp { get; init; }

    /// <summary>How VMs are listened to.</summary>
    public VmOptions Vms { get; init; } = new();

    /// <summary>Number of shards.</summary>
    public required int Shards { get; init; }

    /// <summary>Where VMs are found that commands can be sent to.</summary>
    public LiveVms Live { get; } = new();

    /// <summary>Who watches live events.</summary>
    public Watchers Watchers { get; } = new();

    /// <summary>Where traces go.</summary>
    public SpanQueue Spans { get; init; } = new();

    /// <summary>The guard of programs: its program and arguments; empty for none.</summary>
    public IReadOnlyList<string> ExecGuard { get; init; } = [];

    /// <summary>The daemon's environment variables.</summary>
    public required Func<string, string?> Environment { get; init; }
}
