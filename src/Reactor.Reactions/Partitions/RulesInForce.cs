using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Payloads;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Partitions;

/// <summary>Rules and configuration as they now are: what a reload changes, apart from what lives on. All parts of a partition ask here.</summary>
internal sealed class RulesInForce
{
    private FrozenDictionary<(string Rule, string Id), AlertPlan> _alerts = null!;
    private ILookup<string, (string Rule, Inhibition Inhibition)> _inhibitors = null!;
    private FrozenDictionary<string, ITargetFormat> _formats = null!;
    private FrozenDictionary<string, TimeSpan> _resends = null!;

    public RulesInForce(RuleSet rules, PartitionSettings settings) => Change(rules, settings);

    public RuleSet Rules { get; private set; } = RuleSet.Empty;

    public PartitionSettings Settings { get; private set; } = null!;

    public RuleVocabulary Vocabulary => Rules.Vocabulary;

    public void Change(RuleSet rules, PartitionSettings settings)
    {
        Rules = rules;
        Settings = settings;
        _formats = (
            from target in settings.Targets.Values
            let format = TargetFormats.Of(target, settings.Node)
            where format is not null
            select (target.Name, format)).ToFrozenDictionary(f => f.Name, f => f.format, StringComparer.Ordinal);
        _resends = settings.Targets.Values.Where(t => t.Resend is not null).ToFrozenDictionary(t => t.Name, t => t.Resend!.Value, StringComparer.Ordinal);
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

    /// <summary>The action that stands behind an alert; null where no live rule has it any more.</summary>
    public AlertPlan? Alert(string rule, string id) => _alerts.GetValueOrDefault((rule, id));

    /// <summary>The path of an alert's action; of one that is no rule's (any more), a name of its own.</summary>
    public string PathOf(AlertRow alert) => OwnAlerts.IsOwn(alert.Id) ? alert.Id : Alert(alert.Rule, alert.Id)?.Action.Path ?? $"alert({alert.Id})";

    /// <summary>The form that a target takes; null: the standard one.</summary>
    public ITargetFormat? FormatOf(string target) => _formats.GetValueOrDefault(target);

    /// <summary>How often a target is told again of an alert that still fires; null: once is enough, or it is not configured.</summary>
    public TimeSpan? ResendOf(string target) => _resends.TryGetValue(target, out var every) ? every : null;

    /// <summary>Whether a target keeps alerts itself, one by one: it is told of each alone, whatever its route says of groups.</summary>
    public bool IsToldApart(string target) => Settings.Targets.TryGetValue(target, out var configured) && configured.KeepsAlerts;

    /// <summary>The rules whose alerts hold those of this rule.</summary>
    public IEnumerable<(string Rule, Inhibition Inhibition)> InhibitorsOf(string rule) => _inhibitors[rule];
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
