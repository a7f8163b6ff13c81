using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Groups;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Text;

namespace Reactor.Reactions.Alerts;

/// <summary>What operators do to open alerts. One that is acknowledged stays open; nobody is told again that it fires, unless it opens anew.</summary>
internal sealed class ByHand(
    AlertBook book, AlertDesk desk, AlertResolver resolver, RulesInForce inForce, Notices notices, PartitionTally tally, PartitionOptions options)
{
    /// <summary>Does it.</summary>
    public void Take(AlertByHand hand, DateTimeOffset now, CommitBuilder commit)
    {
        var by = BoundedText.Cut(hand.By, options.MaxLabelBytes);
        if (book.Find(hand.Uid) is not { } alert)
        {
            notices.Add(commit, now, $"{by}: the alert {BoundedText.Cut(hand.Uid, 100)} is not open any more; nothing is done");
            return;
        }

        var note = new HandNote(by, BoundedText.Cut(hand.Comment, options.MaxDescriptionBytes), now);
        if (hand.Resolves)
        {
            resolver.Resolve(alert, ResolvedBy.Hand, now, commit, note: note);
        }
        else
        {
            Acknowledge(alert, note, now, commit);
        }

        commit.Add(new LogLine(
            Notices.Own,
            alert.Row.VmName,
            LogText.Escape($"{by} {(hand.Resolves ? "ended" : "acknowledged")} the alert {alert.Row.Id} of {alert.Row.Rule}{(hand.Comment.Length > 0 ? $": {hand.Comment}" : "")}", options.MaxLogBytes)));
    }

    private void Acknowledge(OpenAlert alert, HandNote note, DateTimeOffset now, CommitBuilder commit)
    {
        var isFirst = alert.Row.State == AlertState.Firing;
        var acknowledged = alert.With(alert.Extra with { Acknowledged = note, RepeatAt = null });
        acknowledged = acknowledged with { Row = acknowledged.Row with { State = AlertState.Acknowledged } };
        desk.Keep(acknowledged, commit);
        if (!isFirst || alert.Row.Targets.IsEmpty)
        {
            return;
        }

        var group = alert.Extra.Group;
        var payload = AlertPayload.Write(acknowledged.Row, alert.Vm, null, note, now, group is null ? options.MaxBodyBytes : options.MaxGroupAlertBytes);
        var path = inForce.PathOf(alert.Row);
        if (group is null)
        {
            AlertDeliveries.Add(alert, DeliveryKind.Acknowledged, path, alert.Row.Targets.Where(inForce.Settings.KnowsAcknowledged), "", payload, now, commit, tally);
        }
        else
        {
            commit.Add(new GroupMessage(GroupMessage.Acknowledge, group, alert.Row.Targets, alert.Extra.Repeat, new GroupedAlert(acknowledged, path, "", payload)).ToRow(now));
        }
    }
}
