using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Groups;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Text;

namespace Reactor.Reactions.Alerts;

/// <summary>What operators do to open alerts. One that is acknowledged stays open; nobody is told again that it fires, unless it opens anew.</summary>
internal sealed class ByHand(
    AlertBook book, AlertDesk desk, AlertResolver resolver, AlertDeliveries deliveries, RulesInForce inForce, Notices notices, PartitionOptions options)
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
        // Who only says once more that it is looked after takes nothing from whom looks after it.
        if (!hand.Resolves && hand.Comment.Length == 0 && alert is { Row.State: AlertState.Acknowledged, Extra.Acknowledged: { } first })
        {
            Log($"{by}: the alert {alert.Row.Id} is acknowledged already by {first.By}, which stays");
            return;
        }

        if (hand.Resolves)
        {
            resolver.Resolve(alert, ResolvedBy.Hand, now, commit, note: note);
        }
        else
        {
            Acknowledge(alert, note, now, commit);
        }

        Log($"{by} {(hand.Resolves ? "ended" : "acknowledged")} the alert {alert.Row.Id}{(hand.Comment.Length > 0 ? $": {hand.Comment}" : "")}");

        void Log(string text) => commit.Add(new LogLine(alert.Row.Rule, alert.Row.VmName, LogText.Escape(text, options.MaxLogBytes)));
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

        var path = inForce.PathOf(alert.Row);
        var group = alert.Extra.Group;
        var (apart, together) = group is null ? (alert.Row.Targets, []) : (alert.Extra.Apart, alert.Row.Targets.RemoveAll(alert.Extra.Apart.Contains));
        deliveries.Add(alert, DeliveryKind.Acknowledged, path, apart.Where(inForce.Settings.KnowsAcknowledged), "", Payload(options.MaxBodyBytes), now, commit);
        if (group is not null)
        {
            var grouped = new GroupedAlert(acknowledged, path, "", Payload(options.MaxGroupAlertBytes));
            commit.Add(new GroupMessage(GroupMessage.Acknowledge, group, together, alert.Extra.Repeat, grouped).ToRow(now));
        }

        ReadOnlyMemory<byte> Payload(int maxBytes) => AlertPayload.Write(acknowledged.Row, acknowledged.Extra, alert.Vm, null, now, maxBytes);
    }
}
