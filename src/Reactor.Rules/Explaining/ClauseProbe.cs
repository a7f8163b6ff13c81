using System.Globalization;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Rules.Explaining;

/// <summary>Tells which parts of rules an event fits. Not safe for concurrent use.</summary>
/// <param name="rules">The rules.</param>
public sealed class ClauseProbe(RuleSet rules)
{
    /// <summary>The part that stands for the rule itself.</summary>
    public const string RulePart = "fired";

    private readonly EventActivation _activation = new(rules.Vocabulary);

    /// <summary>All parts of a rule: itself, its clauses, its actions and what follows their failure, and what ends its alerts.</summary>
    /// <param name="rule">The rule.</param>
    public static IEnumerable<string> PartsOf(Rule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var pattern = rule.When.Pattern;
        string[] clauses = pattern is StatePattern ? ["when.state"] : [.. pattern.Clauses.Select((_, i) => ClausePart(pattern, i))];
        return [RulePart, .. clauses, .. rule.Then.SelectMany(Parts)];
    }

    /// <summary>The part that is an entry of an alert's <c>resolved_by</c>.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="index">The entry's position.</param>
    public static string ResolverPart(AlertAction alert, int index)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return string.Create(CultureInfo.InvariantCulture, $"{alert.Path}.resolved_by[{index}]");
    }

    /// <summary>The clauses, of the pattern and of <c>resolved_by</c>, that an event fits. One whose condition names the alert's opening event counts as fitting.</summary>
    /// <param name="rule">One of the rules.</param>
    /// <param name="seen">The event.</param>
    public IEnumerable<string> Held(Rule rule, SeenEvent seen)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(seen);
        _activation.Bind(seen.Vm, seen.Event);
        _activation.Rule = rule;
        var pattern = rule.When.Pattern;
        for (var i = 0; i < pattern.Clauses.Length; i++)
        {
            if (Fits(pattern.Clauses[i], seen))
                yield return ClausePart(pattern, i);
        }

        foreach (var alert in rule.AllActions.OfType<AlertAction>())
        {
            for (var i = 0; i < alert.ResolvedBy.Length; i++)
            {
                if (alert.ResolvedBy[i] is EventResolver resolver && Fits(resolver.Clause, seen))
                    yield return ResolverPart(alert, i);
            }
        }
    }

    private bool Fits(Clause clause, SeenEvent seen) =>
        clause.Matches(seen.Event.Name)
        && (clause.If is not { } condition || condition.Slots.Contains(rules.Vocabulary.FirstSlot) || condition.Evaluate(_activation).IsTrue);

    private static string ClausePart(Pattern pattern, int clause)
    {
        var place = PatternText.ClausePlace(pattern, clause);
        return place == "when.if" ? "when" : place[..^".if".Length];
    }

    private static IEnumerable<string> Parts(RuleAction action)
    {
        IEnumerable<string> resolvers = action is AlertAction alert ? alert.ResolvedBy.Select((_, i) => ResolverPart(alert, i)) : [];
        return [action.Path, .. resolvers, .. action.OnFailure.SelectMany(Parts)];
    }
}
