using Reactor.Actors.Tracing;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;
using Reactor.Store;

namespace Reactor.Actors.Hosting;

/// <summary>What the runtime runs.</summary>
public sealed record ReactorRuntimeOptions
{
    /// <summary>The main configuration: VMs, targets, routes, secrets.</summary>
    public required ReactorConfiguration Configuration { get; init; }

    /// <summary>The rules.</summary>
    public required RuleSet Rules { get; init; }

    /// <summary>The store, open. The runtime closes it when it has stopped, however it stopped.</summary>
    public required IReactorStore Store { get; init; }

    /// <summary>The store's folder, absolute: programs of <c>exec</c> run in it, and pictures of screens are kept in a folder of it.</summary>
    public required string StoreFolder { get; init; }

    /// <summary>Reactor's version, as targets see it in <c>user-agent</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Wall clock and monotonic time. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where jitter comes from. Default: seeded by the system. Used while the runtime starts, by one thread.</summary>
    public Random Random { get; init; } = new();

    /// <summary>Limits and times of QMP connections. The defaults suit QEMU.</summary>
    public QmpConnectionOptions Qmp { get; init; } = QmpConnectionOptions.Default;

    /// <summary>How VMs are listened to.</summary>
    public VmOptions Vms { get; init; } = new();

    /// <summary>Bounds of partitions. Default: what no reaction depends on waits a second to be written, proofs that VMs live ten.</summary>
    public PartitionOptions Partitions { get; init; } = new() { JournalDelay = TimeSpan.FromSeconds(1), ProofDelay = TimeSpan.FromSeconds(10) };

    /// <summary>Where traces go. Default: nowhere, none are made.</summary>
    public SpanQueue Spans { get; init; } = new();

    /// <summary>
    /// What is run to kill the programs of rules where the daemon dies (<see cref="Steps.ExecGuard"/>): a program and its arguments. Default: nothing,
    /// and what these programs have started outlives a daemon that is killed.
    /// </summary>
    public IReadOnlyList<string> ExecGuard { get; init; } = [];

    /// <summary>Number of shards, 1 to 64. Default: one per core.</summary>
    public int Shards { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 64);
}
