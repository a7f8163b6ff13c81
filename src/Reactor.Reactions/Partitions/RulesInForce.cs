using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Payloads;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Partitions;

/// <summary>Rules and configuration as they now are: what a reload changes, apart from what lives on. All parts of a partition ask here.</summary>
internal sealed class RulesInForce(PartitionRules first)
{
    private PartitionRules _now = first;

    public RuleSet Rules => _now.Rules;

    public PartitionSettings Settings => _now.Settings;

    public RuleVocabulary Vocabulary => Rules.Vocabulary;

    public void Change(PartitionRules next) => _now = next;

    /// <summary>The action that stands behind an alert; null where no live rule has it any more.</summary>
    public AlertPlan? Alert(string rule, string id) => _now.Alert(rule, id);

    /// <summary>The path of an alert's action; of one that is no rule's (any more), a name of its own.</summary>
    public string PathOf(AlertRow alert) => OwnAlerts.IsOwn(alert.Id) ? alert.Id : Alert(alert.Rule, alert.Id)?.Action.Path ?? $"alert({alert.Id})";

    /// <summary>The form that a target takes; null: the standard one.</summary>
    public ITargetFormat? FormatOf(string target) => _now.FormatOf(target);

    /// <summary>How often a target is told again of an alert that still fires; null: once is enough, or it is not configured.</summary>
    public TimeSpan? ResendOf(string target) => Settings.Targets.GetValueOrDefault(target)?.Resend;

    /// <summary>Whether a target keeps alerts itself, one by one: it is told of each alone, whatever its route says of groups.</summary>
    public bool IsToldApart(string target) => Settings.Targets.TryGetValue(target, out var configured) && configured.KeepsAlerts;

    /// <summary>The rules whose alerts hold those of this rule.</summary>
    public IEnumerable<(string Rule, Inhibition Inhibition)> InhibitorsOf(string rule) => _now.InhibitorsOf(rule);
}
