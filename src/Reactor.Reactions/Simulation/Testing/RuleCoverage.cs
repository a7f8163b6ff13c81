using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Rules.Engine;
using Reactor.Rules.Explaining;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Simulation.Testing;

/// <summary>What of the rules was used while tests ran: rules that fired, clauses and resolvers that held, actions that were done.</summary>
public sealed class RuleCoverage
{
    private readonly ImmutableArray<Rule> _rules;
    private readonly ClauseProbe _probe;
    private readonly HashSet<(string Rule, string Part)> _used = [];

    /// <summary>Of these rules.</summary>
    /// <param name="rules">The rules; disabled ones don't count.</param>
    public RuleCoverage(RuleSet rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _rules = [.. rules.Rules.Where(r => r.Mode != RuleMode.Disabled)];
        _probe = new ClauseProbe(rules);
    }

    /// <summary>What there is, rule by rule: each part, and whether it was used.</summary>
    public IReadOnlyList<(string Rule, string Part, bool IsUsed)> Parts =>
        [.. from rule in _rules from part in ClauseProbe.PartsOf(rule) select (rule.Name, part, _used.Contains((rule.Name, part)))];

    /// <summary>Takes in an event that was heard.</summary>
    /// <param name="seen">It.</param>
    public void Hear(SeenEvent seen)
    {
        foreach (var rule in _rules)
        {
            foreach (var part in _probe.Held(rule, seen))
            {
                _used.Add((rule.Name, part));
            }
        }
    }

    /// <summary>Takes in what a test led to.</summary>
    /// <param name="journal">What rules did.</param>
    /// <param name="alerts">The alerts at its end.</param>
    public void Take(SimulationJournal journal, IEnumerable<AlertRow> alerts)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(alerts);
        foreach (var (_, firing) in journal.Firings)
        {
            _used.Add((firing.Rule, ClauseProbe.RulePart));
            if (_rules.FirstOrDefault(r => r.Name == firing.Rule)?.When.Pattern is StatePattern)
            {
                _used.Add((firing.Rule, "when.state"));
            }
        }

        foreach (var outcome in journal.Actions.Concat(journal.Notifications))
        {
            _used.Add((outcome.Rule, outcome.ActionPath));
        }

        foreach (var alert in alerts)
        {
            var action = _rules.FirstOrDefault(r => r.Name == alert.Rule)?.AllActions.OfType<AlertAction>().FirstOrDefault(a => a.Id == alert.Id);
            if (action is null)
            {
                continue;
            }

            _used.Add((alert.Rule, action.Path));
            if (alert.ResolvedBy == "state" && action.ResolvedBy.Select((r, i) => (r, i)).FirstOrDefault(r => r.r is StateResolver) is { r: not null, i: var i })
            {
                _used.Add((alert.Rule, ClauseProbe.ResolverPart(action, i)));
            }
        }
    }
}
