using System.Collections.Immutable;
using Reactor.Reactions.Actions;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Partitions;

/// <summary>
/// Rules that threw: a defect of Reactor, not a failed expression. Such a rule is out until the next start, or until it means something
/// else, and an alert of Reactor's own tells so. The partition goes on.
/// </summary>
internal sealed class RuleQuarantine(OwnAlerts alerts)
{
    // Fingerprints by name.
    private readonly Dictionary<string, string> _rules = new(StringComparer.Ordinal);

    /// <summary>Names of the rules that are out.</summary>
    public ImmutableSortedSet<string> Names => [.. _rules.Keys];

    /// <summary>Whether the rule is out.</summary>
    public bool Holds(Rule rule) => _rules.ContainsKey(rule.Name);

    /// <summary>Takes a rule out.</summary>
    /// <param name="context">A firing of it, of the VM alone.</param>
    /// <param name="what">What threw and how, for people.</param>
    public void Add(FiringContext context, string what)
    {
        if (!_rules.TryAdd(context.Rule.Name, context.Rule.Fingerprint))
        {
            return;
        }

        var summary = $"Rule {context.Rule.Name} failed and is out until Reactor restarts";
        context.Commit.Add(new LogLine(Notices.Own, context.Firing.Vm.Name, $"{summary}: {what}"));
        alerts.Open(context, OwnAlerts.Quarantined, summary, what);
    }

    /// <summary>Lets back in those that mean something else by now, or are gone.</summary>
    public void Change(RuleSet rules)
    {
        foreach (var (name, fingerprint) in _rules)
        {
            if (rules.Find(name)?.Fingerprint != fingerprint)
            {
                _rules.Remove(name);
            }
        }
    }
}
