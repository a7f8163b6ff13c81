using System.Collections.Immutable;

namespace Reactor.Rules.Configuration;

/// <summary>The main configuration, <c>reactor.yaml</c>, checked. Immutable.</summary>
public sealed record ReactorConfiguration
{
    /// <summary>This machine. Default: the name given by the program, without labels.</summary>
    public required NodeConfiguration Node { get; init; }

    /// <summary>The oldest QEMU that events come from, such as <c>6.2</c>; null where the file doesn't say.</summary>
    public string? QemuMin { get; init; }

    /// <summary>The VMs to watch, in the file's order; no name and no address twice.</summary>
    public ImmutableArray<VmConfiguration> Vms { get; init; } = [];

    /// <summary>Where further VMs are looked for, in the file's order: the first that names a socket gives its VM's labels.</summary>
    public ImmutableArray<DiscoverConfiguration> Discover { get; init; } = [];

    /// <summary>Where VMs dial in.</summary>
    public ImmutableArray<ListenConfiguration> Listen { get; init; } = [];

    /// <summary>What inventory files say of VMs.</summary>
    public Inventory Inventory { get; init; } = Inventory.Empty;

    /// <summary>Secrets by name: where they are found, never their values.</summary>
    public ImmutableSortedDictionary<string, SecretSource> Secrets { get; init; } = ImmutableSortedDictionary<string, SecretSource>.Empty;

    /// <summary>Targets by name.</summary>
    public ImmutableSortedDictionary<string, TargetConfiguration> Targets { get; init; } = ImmutableSortedDictionary<string, TargetConfiguration>.Empty;

    /// <summary>Where alerts without <c>to</c> go; the first whose <c>if</c> is true.</summary>
    public ImmutableArray<Route> Routes { get; init; } = [];

    /// <summary>A sign of life; null for none.</summary>
    public HeartbeatConfiguration? Heartbeat { get; init; }

    /// <summary>Budgets of steps by name.</summary>
    public ImmutableSortedDictionary<string, Budget> Budgets { get; init; } = ImmutableSortedDictionary<string, Budget>.Empty;

    /// <summary>Weekly windows by name.</summary>
    public ImmutableSortedDictionary<string, WeeklyWindow> Windows { get; init; } = ImmutableSortedDictionary<string, WeeklyWindow>.Empty;

    /// <summary>Where state is kept.</summary>
    public required StoreConfiguration Store { get; init; }

    /// <summary>Where the API, the dashboard and metrics are; null for nowhere.</summary>
    public HttpConfiguration? Http { get; init; }

    /// <summary>Where traces and metrics are sent; null for nowhere.</summary>
    public OtlpConfiguration? Otlp { get; init; }

    /// <summary>Absolute path of the folder that the file is in; relative paths start there.</summary>
    public required string BaseDirectory { get; init; }
}
