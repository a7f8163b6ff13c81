using System.Collections.Frozen;
using System.Collections.Immutable;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Steps;
using Reactor.Rules.Configuration;

namespace Reactor.Reactions.Partitions;

/// <summary>What a partition uses of the configuration.</summary>
/// <param name="Routes">Where alerts go that name no target.</param>
/// <param name="Windows">By name: what <c>muted_in</c> names.</param>
/// <param name="Budgets">What steps take from.</param>
internal sealed record PartitionSettings(ImmutableArray<Route> Routes, IReadOnlyDictionary<string, IWeeklyWindow> Windows, BudgetTaking Budgets)
{
    /// <summary>By name: what deliveries look like, and which targets are told again and again.</summary>
    public IReadOnlyDictionary<string, TargetConfiguration> Targets { get; init; } = FrozenDictionary<string, TargetConfiguration>.Empty;

    /// <summary>This machine's name.</summary>
    public string Node { get; init; } = "";

    /// <summary>Whether a target knows what it means that an alert is acknowledged, and is told.</summary>
    public Func<string, bool> KnowsAcknowledged { get; init; } = static _ => false;

    public static PartitionSettings Of(ReactorConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new PartitionSettings(
            configuration.Routes,
            configuration.Windows.ToFrozenDictionary(w => w.Key, w => (IWeeklyWindow)new ConfiguredWindow(w.Value), StringComparer.Ordinal),
            BudgetTakings.Of(name => configuration.Budgets.TryGetValue(name, out var budget) ? (budget.Max, budget.Per, budget.By) : null))
        {
            Targets = configuration.Targets,
            Node = configuration.Node.Name,
            KnowsAcknowledged = name => configuration.Targets.TryGetValue(name, out var target) && target.TakesAcknowledgements,
        };
    }

    public static PartitionSettings Of(ImmutableArray<Route> routes) => new(routes, FrozenDictionary<string, IWeeklyWindow>.Empty, static (_, _) => null);
}
