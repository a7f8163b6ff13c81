using System.Runtime.CompilerServices;
using Reactor.Rules.Engine;
using Reactor.Rules.NRules.Network;

namespace Reactor.Rules.NRules;

/// <summary>
/// The second engine: which rules an event may match is found by a network of NRules, made of the rules' events and conditions. Keys, patterns,
/// guards and snapshots are those of <see cref="RuleEngine"/>: each engine restores what the other wrote.
/// </summary>
public static class NRulesEngine
{
    // Compiled once for all partitions; gone with its rules.
    private static readonly ConditionalWeakTable<RuleSet, RuleNetwork> s_networks = [];

    /// <summary>An engine without state.</summary>
    /// <param name="rules">Its rules.</param>
    public static IRuleEngine Create(RuleSet rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return new RuleEngine(rules, s_networks.GetValue(rules, r => new RuleNetwork(r)).Candidates);
    }
}
