using System.Collections.Immutable;
using Reactor.Reactions.Actions;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Identities;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Partitions;

/// <summary>
/// Rules that threw: a defect of Reactor, not a failed expression. Such a rule is out until the next start, and an alert of Reactor's own
/// (id <see cref="AlertId"/>, severity error), sent where the routes say, tells so. The partition goes on.
/// </summary>
internal sealed class RuleQuarantine(AlertBook book, AlertRouter router, PartitionTally tally)
{
    /// <summary>The alert's id, and the path of its deliveries.</summary>
    public const string AlertId = "reactor.quarantined";

    private readonly HashSet<string> _rules = new(StringComparer.Ordinal);

    /// <summary>Names of the rules that are out.</summary>
    public ImmutableSortedSet<string> Names => [.. _rules];

    /// <summary>Whether the rule is out.</summary>
    public bool Holds(Rule rule) => _rules.Contains(rule.Name);

    /// <summary>Takes a rule out.</summary>
    /// <param name="context">A firing of it, of the VM alone.</param>
    /// <param name="what">What threw and how, for people.</param>
    public void Add(FiringContext context, string what)
    {
        if (!_rules.Add(context.Rule.Name))
        {
            return;
        }

        var summary = $"Rule {context.Rule.Name} failed and is out until Reactor restarts";
        context.Commit.Add(new LogLine(Notices.Own, context.Firing.Vm.Name, $"{summary}: {what}"));
        var vm = context.Firing.Vm;
        if (book.TryGet(vm.Id, context.Rule.Name, AlertId, context.Key, out var open))
        {
            Keep(context, open with { Count = open.Count + 1, RefreshedAt = context.Now });
            return;
        }

        var targets = router.Targets(context, []);
        var alert = new AlertRow
        {
            Uid = AlertUid.Create(context.Rule.Name, AlertId, context.Key, context.Firing.Id),
            Rule = context.Rule.Name,
            Id = AlertId,
            Key = context.Key,
            VmId = vm.Id,
            VmName = vm.Name,
            State = AlertState.Firing,
            Severity = Severity.Error.ToWord(),
            Summary = summary,
            Description = what,
            Labels = context.Rule.Labels,
            StartsAt = context.Now,
            RefreshedAt = context.Now,
            Targets = targets,
            FiringId = context.Firing.Id,
        };
        foreach (var target in targets)
        {
            context.Deliver(AlertId, target, context.StandardPayload(alert));
        }

        Keep(context, alert);
        tally.AlertsOpened++;
    }

    private void Keep(FiringContext context, AlertRow alert)
    {
        book.Put(alert);
        context.Commit.Put(alert);
    }
}
