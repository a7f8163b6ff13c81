using System.Collections.Immutable;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Identities;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Actions;

/// <summary>
/// <c>alert</c>: opens the alert (rule, id, key), with a delivery to each of its targets, or refreshes it: one more match, no delivery.
/// Texts and labels stay those of the opening, which were sent. A match that a limit holds back opens it unannounced: it is to be seen,
/// but the limit says that nobody is told.
/// </summary>
internal sealed class AlertReaction(AlertBook book, AlertRouter router, PartitionTally tally, Notices notices, PartitionOptions options)
{
    public void Run(FiringContext context, AlertAction action)
    {
        var vm = context.Firing.Vm;
        if (book.TryGet(vm.Id, context.Rule.Name, action.Id, context.Key, out var open))
        {
            Keep(context, open with { Count = open.Count + 1, RefreshedAt = context.Now });
        }
        else if (book.HasRoom(vm.Id))
        {
            Open(context, action, context.Firing.LimitedOnly ? [] : router.Targets(context, action.To));
        }
        else
        {
            tally.AlertsRefused++;
            notices.Add(
                context.Commit,
                vm,
                context.Now,
                $"{context.Rule.Name}: the alert {action.Id} is not opened: {options.MaxOpenAlertsPerVm} alerts of this VM are open, which is all that it may have. Give the rule a narrower `by`, or its alert a `resolved_by`.");
        }
    }

    private void Open(FiringContext context, AlertAction action, ImmutableArray<string> targets)
    {
        var alert = new AlertRow
        {
            Uid = AlertUid.Create(context.Rule.Name, action.Id, context.Key, context.Firing.Id),
            Rule = context.Rule.Name,
            Id = action.Id,
            Key = context.Key,
            VmId = context.Firing.Vm.Id,
            VmName = context.Firing.Vm.Name,
            State = AlertState.Firing,
            Severity = (action.Severity ?? context.Rule.Severity).ToWord(),
            Summary = context.Render(action.Summary, options.MaxSummaryBytes),
            Description = action.Description is null ? "" : context.Render(action.Description, options.MaxDescriptionBytes),
            Labels = Labels(context, action),
            StartsAt = context.Now,
            RefreshedAt = context.Now,
            Targets = targets,
            FiringId = context.Firing.Id,
        };
        if (!targets.IsEmpty)
        {
            var payload = context.StandardPayload(alert);
            foreach (var target in targets)
            {
                context.Deliver(action.Path, target, payload);
            }
        }

        Keep(context, alert);
        tally.AlertsOpened++;
    }

    private void Keep(FiringContext context, AlertRow alert)
    {
        book.Put(alert);
        context.Commit.Put(alert);
    }

    private ImmutableSortedDictionary<string, string> Labels(FiringContext context, AlertAction action)
    {
        var labels = context.Labels;
        foreach (var (name, template) in action.Labels)
        {
            labels = labels.SetItem(name, context.Render(template, options.MaxLabelBytes));
        }

        return labels;
    }
}
