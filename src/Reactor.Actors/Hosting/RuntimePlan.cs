using System.Collections.Immutable;
using Reactor.Actors.Partitions;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Hosting;

/// <summary>What the runtime is built from, whatever rules and configuration it came from.</summary>
internal sealed record RuntimePlan
{
    /// <summary>The VMs to be watched.</summary>
    public required ImmutableArray<MonitoredVm> Vms { get; init; }

    /// <summary>The configured targets.</summary>
    public required ImmutableSortedDictionary<string, TargetConfiguration> Targets { get; init; }

    /// <summary>The configured secrets.</summary>
    public required ImmutableSortedDictionary<string, SecretSource> Secrets { get; init; }

    /// <summary>Whether rules ask for events of a name.</summary>
    public required Func<string, bool> Wants { get; init; }

    /// <summary>Makes a partition as it stood.</summary>
    public required Func<int, PartitionRecovery, IPartition> CreatePartition { get; init; }

    /// <summary>How many rules are loaded.</summary>
    public required int RuleCount { get; init; }

    /// <summary>The store; the runtime closes it.</summary>
    public required IReactorStore Store { get; init; }

    /// <summary>Reactor's version, for the user agent.</summary>
    public required string Version { get; init; }

    /// <summary>Wall clock and monotonic time.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where jitter comes from; used at the start only, to seed each actor's own.</summary>
    public required Random Random { get; init; }

    /// <summary>Limits and times of QMP connections.</summary>
    public required QmpConnectionOptions Qmp { get; init; }

    /// <summary>Number of shards.</summary>
    public required int Shards { get; init; }

    /// <summary>How long what is kept for people stays.</summary>
    public required RetentionOptions Retention { get; init; }

    /// <summary>The daemon's environment variables.</summary>
    public required Func<string, string?> Environment { get; init; }
}
