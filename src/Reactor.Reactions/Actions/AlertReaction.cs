using System.Collections.Immutable;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Identities;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Actions;

/// <summary>
/// <c>alert</c>: opens the alert (rule, id, key), with a delivery to each of its targets, or refreshes it: one more match, no delivery.
/// Texts and labels stay those of the opening, which were sent. A match that a limit holds back opens it unannounced: it is to be seen,
/// but the limit says that nobody is told.
/// </summary>
internal sealed class AlertReaction(
    AlertBook book, AlertDesk desk, AlertRouter router, AlertNotifier notifier, Inhibitions inhibitions, RulesInForce inForce, PartitionTally tally, Notices notices, PartitionOptions options)
{
    // An alert that may be inhibited waits so long for the one that may inhibit it.
    private static readonly TimeSpan s_leastWait = TimeSpan.FromSeconds(1);

    public void Run(FiringContext context, AlertAction action)
    {
        if (book.TryGet(context.VmId, context.Rule.Name, action.Id, context.Key, out var open))
        {
            var refreshed = Refreshed(open, Level.Of(context.Firing.Event.Name, context.Firing.Event.Data));
            desk.Keep(refreshed with { Row = refreshed.Row with { Count = open.Row.Count + 1, RefreshedAt = context.Now } }, context.Commit);
        }
        else if (book.HasRoom(context.VmId))
        {
            Open(context, action);
        }
        else
        {
            tally.AlertsRefused++;
            notices.Add(
                context.Commit,
                context.Firing.Vm,
                context.Now,
                $"{context.Rule.Name}: the alert {action.Id} is not opened: {options.MaxOpenAlertsPerVm} alerts of this VM are open, which is all that it may have. Give the rule a narrower `by`, or its alert a `resolved_by`.");
        }
    }

    private static OpenAlert Refreshed(OpenAlert open, ImmutableArray<string> levels)
    {
        var extra = open.Extra;
        return extra.StateSince.IsEmpty && extra.UnverifiedSince is null && extra.Levels.AsSpan().SequenceEqual(levels.AsSpan())
            ? open
            : open.With(extra with { StateSince = AlertExtra.NoStates, Levels = levels, UnverifiedSince = null, Pending = extra.UnverifiedSince is null ? extra.Pending : extra.Pending?.Marked(null) });
    }

    private void Open(FiringContext context, AlertAction action)
    {
        var row = new AlertRow
        {
            Uid = AlertUid.Create(context.Rule.Name, action.Id, context.Key, context.Firing.Id),
            Rule = context.Rule.Name,
            Id = action.Id,
            Key = context.Key,
            VmId = context.VmId,
            VmName = context.VmId.Length == 0 ? "" : context.Firing.Vm.Name,
            State = AlertState.Firing,
            Severity = (action.Severity ?? context.Rule.Severity).ToWord(),
            Summary = context.Render(action.Summary, options.MaxSummaryBytes),
            Description = action.Description is null ? "" : context.Render(action.Description, options.MaxDescriptionBytes),
            Labels = LabelsOf(context, action),
            StartsAt = context.Now,
            RefreshedAt = context.Now,
            FiringId = context.Firing.Id,
        };
        var route = context.Firing.LimitedOnly ? AlertRoute.Nowhere : router.Find(context, action.To, row);
        var same = inhibitions.ValuesFor(context);
        var wait = inhibitions.CanBeInhibited(context.Rule) && !(action.Wait > s_leastWait) ? s_leastWait : action.Wait ?? TimeSpan.Zero;
        var inhibitor = Inhibitions.InhibitorOf(context, row.Uid);
        var extra = new AlertExtra
        {
            Vm = context.Firing.Vm,
            First = OpeningEvent(context, action),
            Same = same,
            WaitUntil = wait > TimeSpan.Zero ? Deadlines.After(context.Now, wait) : null,
            Inhibits = inhibitor is not null,
            Levels = Level.Of(context.Firing.Event.Name, context.Firing.Event.Data),
        };
        notifier.Open(context, OpenAlert.Of(row, extra), action.Path, route);
        inhibitor?.Tell(context.Commit);
        tally.AlertsOpened++;
    }

    private SeenEvent? OpeningEvent(FiringContext context, AlertAction action)
    {
        if (inForce.Alert(context.Rule.Name, action.Id) is not { ReadsOpening: true })
        {
            return null;
        }

        var first = context.Firing.First;
        if (first.Event.Data.Length <= options.MaxOpeningEventBytes)
        {
            return first;
        }

        tally.OpeningEventsDropped++;
        notices.Add(
            context.Commit,
            context.Firing.Vm,
            context.Now,
            $"{context.Rule.Name}: the event that opened the alert {action.Id} has {first.Event.Data.Length} bytes, and {options.MaxOpeningEventBytes} are kept; no `resolved_by` that reads `first` will end it. End it by hand.");
        return null;
    }

    /// <summary>Labels of the rule, of the key, and of the action, the later winning.</summary>
    public ImmutableSortedDictionary<string, string> LabelsOf(FiringContext context, AlertAction action)
    {
        var labels = context.Labels;
        foreach (var (name, template) in action.Labels)
        {
            labels = labels.SetItem(name, context.Render(template, options.MaxLabelBytes));
        }

        return labels;
    }
}
