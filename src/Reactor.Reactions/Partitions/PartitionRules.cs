using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Payloads;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Partitions;

/// <summary>
/// Rules and configuration, and what partitions look up in them, worked out once. Immutable; shared by all partitions, safe for concurrent use: with a thousand
/// rules making it takes milliseconds, and a reload reaches eighty partitions.
/// </summary>
public sealed class PartitionRules
{
    private readonly FrozenDictionary<(string Rule, string Id), AlertPlan> _alerts;
    private readonly ILookup<string, (string Rule, Inhibition Inhibition)> _inhibitors;
    private readonly FrozenDictionary<string, ITargetFormat> _formats;

    /// <summary>Works it out.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="configuration">Its routes, windows, budgets and targets are what is used.</param>
    public PartitionRules(RuleSet rules, ReactorConfiguration configuration)
        : this(rules, PartitionSettings.Of(configuration))
    {
    }

    internal PartitionRules(RuleSet rules, PartitionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(rules);
        (Rules, Settings) = (rules, settings);
        _formats = (
            from target in settings.Targets.Values
            let format = TargetFormats.Of(target, settings.Node)
            where format is not null
            select (target.Name, format)).ToFrozenDictionary(f => f.Name, f => f.format, StringComparer.Ordinal);
        var live = rules.Rules.Where(rule => rule.Mode == RuleMode.Live).ToArray();
        _alerts = (
            from rule in live
            from action in rule.AllActions.OfType<AlertAction>()
            select new AlertPlan(rule, action, rules.Vocabulary))
            .DistinctBy(plan => (plan.Rule.Name, plan.Action.Id))
            .ToFrozenDictionary(plan => (plan.Rule.Name, plan.Action.Id));
        _inhibitors = (
            from rule in live
            where rule.Inhibits is not null
            from name in rule.Inhibits!.Rules
            select (Inhibited: name, Rule: rule.Name, rule.Inhibits))
            .ToLookup(i => i.Inhibited, i => (i.Rule, i.Inhibits!), StringComparer.Ordinal);
    }

    /// <summary>The rules.</summary>
    public RuleSet Rules { get; }

    internal PartitionSettings Settings { get; }

    internal AlertPlan? Alert(string rule, string id) => _alerts.GetValueOrDefault((rule, id));

    internal ITargetFormat? FormatOf(string target) => _formats.GetValueOrDefault(target);

    internal IEnumerable<(string Rule, Inhibition Inhibition)> InhibitorsOf(string rule) => _inhibitors[rule];
}

/// <summary>An alert's action, and what is made of it once.</summary>
internal sealed class AlertPlan(Rule rule, AlertAction action, RuleVocabulary vocabulary)
{
    public Rule Rule => rule;

    public AlertAction Action => action;

    /// <summary>Whether the opening event must be kept to resolve it.</summary>
    public bool ReadsOpening { get; } = AlertReads.OpeningEvent(action, vocabulary);

    /// <summary>Its <c>state</c> resolvers, each named by what it means.</summary>
    public ImmutableArray<(string Key, StateResolver Resolver)> States { get; } =
    [
        .. action.ResolvedBy.OfType<StateResolver>()
            .Select(s => (StableId.Of("", s.State.Canonical, s.For.Ticks.ToString(CultureInfo.InvariantCulture)), s))
            .DistinctBy(s => s.Item1),
    ];
}
