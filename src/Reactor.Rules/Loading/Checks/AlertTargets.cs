using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading.Compiling;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Model;

namespace Reactor.Rules.Loading.Checks;

/// <summary>Finds alerts of which nobody is ever told: they name no target, and no route can take them.</summary>
internal static class AlertTargets
{
    public static void Report(ImmutableArray<CompiledRule> rules, ReactorConfiguration configuration, RuleVocabulary vocabulary, DiagnosticBag diagnostics)
    {
        foreach (var rule in rules.Where(r => r.Rule.Mode != RuleMode.Disabled))
        {
            var alerts = Alerts(rule.Syntax.Then).Where(a => a.To.IsEmpty).ToList();
            if (alerts.Count == 0 || configuration.Routes.Any(route => MayTake(route, rule.Rule, vocabulary)))
                continue;
            var why = configuration.Routes.IsEmpty ? "there are no `routes`" : "no route takes it";
            foreach (var alert in alerts)
            {
                diagnostics.Warn(
                    alert.Summary?.Place ?? alert.Place,
                    DiagnosticCodes.NoTarget,
                    $"nobody is told of this alert: it has no `to`, and {why}. It is only seen in `reactor alerts`",
                    configuration.Targets.IsEmpty
                        ? "name a target under `targets` in reactor.yaml, and the alert's `to` or a route to it"
                        : $"write to: [{configuration.Targets.Keys.First()}], or a route that takes it, such as routes: [{{to: [{configuration.Targets.Keys.First()}]}}] in reactor.yaml");
            }
        }
    }

    /// <summary>Whether a route's condition isn't surely false for the rule's alerts: what it asks of events and VMs may be anything.</summary>
    private static bool MayTake(Route route, Rule rule, RuleVocabulary vocabulary) =>
        route.If?.Evaluate(new OnlyRule(rule, vocabulary)) is not { Kind: CelKind.Bool, AsBool: false };

    private static IEnumerable<AlertSyntax> Alerts(IEnumerable<ActionSyntax> actions) =>
        actions.SelectMany(a => (IEnumerable<AlertSyntax>)[.. a.Body is AlertSyntax alert ? [alert] : Array.Empty<AlertSyntax>(), .. Alerts(a.OnFailure)]);

    // && and || absorb what fails, so what has an outcome all the same has it whatever the event and its VM are.
    private sealed class OnlyRule(Rule rule, RuleVocabulary vocabulary) : CelActivation
    {
        public override CelValue Get(int slot) => slot switch
        {
            RuleVocabulary.RuleSlot => CelValue.From(new RuleFields(rule)),
            >= RuleVocabulary.FirstListSlot when slot < vocabulary.EventSlot => vocabulary.Lists[slot - RuleVocabulary.FirstListSlot],
            _ => CelValue.Error(CelErrorKind.Undeclared, "not known yet"),
        };
    }
}
