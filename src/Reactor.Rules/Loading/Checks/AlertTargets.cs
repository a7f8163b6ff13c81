using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Reactor.Cel;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.Compiling;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Model;

namespace Reactor.Rules.Loading.Checks;

/// <summary>
/// Finds alerts of which nobody is ever told: they name no target, and no route can take them. And alerts that a route takes or leaves by their rule's
/// severity, though theirs is another.
/// </summary>
internal static partial class AlertTargets
{
    public static void Report(
        ImmutableArray<CompiledRule> rules, ImmutableArray<Placed<Rule>> code, ReactorConfiguration configuration, RuleVocabulary vocabulary, DiagnosticBag diagnostics)
    {
        var why = configuration.Routes.IsEmpty ? "there are no `routes`" : "no route takes it";
        var better = configuration.Targets.IsEmpty ? null : $"a route that takes it, such as routes: [{{to: [{configuration.Targets.Keys.First()}]}}] in reactor.yaml";
        foreach (var rule in rules.Where(r => r.Rule.Mode != RuleMode.Disabled))
        {
            foreach (var alert in Alerts(rule.Syntax.Then).Where(a => a.To.IsEmpty))
            {
                ReportSeverity(alert, rule.Rule, configuration.Routes, diagnostics);
                if (IsTold(rule.Rule, alert.Id?.Value ?? rule.Rule.Name, alert.Severity ?? rule.Rule.Severity))
                    continue;
                diagnostics.Warn(
                    alert.Summary?.Place ?? alert.Place,
                    DiagnosticCodes.NoTarget,
                    $"nobody is told of this alert: it has no `to`, and {why}. It is only seen in `reactor alerts`",
                    better is null ? "name a target under `targets` in reactor.yaml, and the alert's `to` or a route to it" : $"write to: [{configuration.Targets.Keys.First()}], or {better}");
            }
        }

        foreach (var (rule, place) in code.Where(r => r.Value.Mode != RuleMode.Disabled && r.Value.Then.OfType<AlertAction>().Any(a => a.To.IsEmpty)))
        {
            if (!IsTold(rule, rule.Name, rule.Severity))
                diagnostics.Warn(place, DiagnosticCodes.NoTarget, $"nobody is told of an alert of {rule.Name}: its [CodeRule] has no AlertsTo, and {why}. It is only seen in `reactor alerts`", better is null ? null : $"write {better}");
        }

        bool IsTold(Rule rule, string id, Severity severity)
        {
            var known = new OnlyAlert(rule, new AlertFields(id, severity.ToWord(), null), vocabulary);
            return configuration.Routes.Any(route => MayTake(route, known));
        }
    }

    private static void ReportSeverity(AlertSyntax alert, Rule rule, ImmutableArray<Route> routes, DiagnosticBag diagnostics)
    {
        if (alert.Severity is not { } severity || severity == rule.Severity || !routes.Any(route => route.If is { } condition && RuleSeverity().IsMatch(condition.Canonical)))
            return;
        diagnostics.Warn(
            alert.Summary?.Place ?? alert.Place,
            DiagnosticCodes.AlertSeverity,
            $"this alert is {severity.ToWord()} and its rule {rule.Severity.ToWord()}, and a route asks for `rule.severity`",
            "write alert.severity in the route");
    }

    /// <summary>Whether a route's condition isn't surely false for the alert: what it asks of events and VMs may be anything.</summary>
    private static bool MayTake(Route route, OnlyAlert alert) => route.If?.Evaluate(alert) is not { Kind: CelKind.Bool, AsBool: false };

    [GeneratedRegex(@"\brule\.severity\b")]
    private static partial Regex RuleSeverity();

    private static IEnumerable<AlertSyntax> Alerts(IEnumerable<ActionSyntax> actions) =>
        actions.SelectMany(a => (IEnumerable<AlertSyntax>)[.. a.Body is AlertSyntax alert ? [alert] : Array.Empty<AlertSyntax>(), .. Alerts(a.OnFailure)]);

    // && and || absorb what fails, so what has an outcome all the same has it whatever the event and its VM are.
    private sealed class OnlyAlert(Rule rule, AlertFields alert, RuleVocabulary vocabulary) : CelActivation
    {
        public override CelValue Get(int slot) => slot switch
        {
            _ when slot == vocabulary.AlertSlot => CelValue.From(alert),
            RuleVocabulary.RuleSlot => CelValue.From(new RuleFields(rule)),
            >= RuleVocabulary.FirstListSlot when slot < vocabulary.EventSlot => vocabulary.Lists[slot - RuleVocabulary.FirstListSlot],
            _ => CelValue.Error(CelErrorKind.Undeclared, "not known yet"),
        };
    }
}
