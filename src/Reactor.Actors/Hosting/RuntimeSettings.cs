using System.Collections.Immutable;
using Reactor.Actors.Vms;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Hosting;

/// <summary>The part of what the runtime runs that a reload replaces, whole.</summary>
internal sealed record RuntimeSettings
{
    /// <summary>The VMs to be watched, and where they are looked for.</summary>
    public required FleetPlan Fleet { get; init; }

    /// <summary>The configured targets.</summary>
    public required ImmutableSortedDictionary<string, TargetConfiguration> Targets { get; init; }

    /// <summary>The configured secrets.</summary>
    public required ImmutableSortedDictionary<string, SecretSource> Secrets { get; init; }

    /// <summary>Whether rules ask for events of a name.</summary>
    public required Func<string, bool> Wants { get; init; }

    /// <summary>Whether rules look at what VMs answer about their state, so that it is asked for now and then.</summary>
    public bool ReadsState { get; init; }

    /// <summary>The rules.</summary>
    public required RuleSet Rules { get; init; }

    /// <summary>What else the partitions read.</summary>
    public required ReactorConfiguration Configuration { get; init; }

    /// <summary>From a configuration and its rules.</summary>
    public static RuntimeSettings From(ReactorConfiguration configuration, RuleSet rules) => new()
    {
        Fleet = FleetPlan.From(configuration),
        Targets = configuration.Targets,
        Secrets = configuration.Secrets,
        Wants = rules.Wants,
        ReadsState = rules.ReadsState,
        Rules = rules,
        Configuration = configuration,
    };
}
