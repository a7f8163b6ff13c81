using System.Collections.Immutable;
using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;

namespace Reactor.Reactions.Alerts;

/// <summary>The first notification of an alert: sent with its opening, or held, and then sent when the last thing that holds it ends and it still fires.</summary>
internal sealed class AlertNotifier(AlertBook book, AlertDesk desk, HoldJudge judge, AlertDeliveries deliveries, PartitionTally tally)
{
    /// <summary>Keeps a new alert, and sends or holds its notification.</summary>
    /// <param name="context">The firing that opens it.</param>
    /// <param name="alert">It, without targets.</param>
    /// <param name="actionPath">Path of its action.</param>
    /// <param name="targets">Where it goes; none: nobody is told.</param>
    public void Open(FiringContext context, OpenAlert alert, string actionPath, ImmutableArray<string> targets)
    {
        // A limit says that nobody is told; of one that goes nowhere it is shown all the same what would hold it.
        if (context.Firing.LimitedOnly)
        {
            desk.Keep(alert.With(alert.Extra with { WaitUntil = null, Same = AlertExtra.NoValues }), context.Commit);
            return;
        }

        var notice = new PendingNotice(actionPath, targets, context.Firing.Event.Name, context.StandardPayload(alert.Row));
        tally.HoldsAsked++;
        if (judge.OfAlert(alert, context.Now) is { } held)
        {
            var waiting = alert.With(alert.Extra with { Pending = notice });
            desk.Keep(waiting with { Row = waiting.Row with { Held = held.Reason }, RecheckAt = held.Until }, context.Commit);
            tally.NotificationsHeld += targets.IsEmpty ? 0 : 1;
        }
        else
        {
            Send(alert, notice, context.Now, context.Commit);
        }
    }

    /// <summary>Time may have ended what holds it.</summary>
    public void Recheck(OpenAlert alert, DateTimeOffset now, CommitBuilder commit)
    {
        if (alert.IsRestored && alert.Row.Held is { } reason && judge.OfAlert(alert, reason, now) is { } still)
        {
            // What held it holds it still: nothing of it has changed, it is only known again until when.
            tally.HoldsAsked++;
            desk.Put(alert with { RecheckAt = still.Until, IsRestored = false });
        }
        else
        {
            Ask(alert, now, commit);
        }
    }

    // Asks again what holds it.
    private void Ask(OpenAlert alert, DateTimeOffset now, CommitBuilder commit)
    {
        tally.HoldsAsked++;
        if (alert.Row.Held is null || alert.Extra.Pending is not { } notice)
        {
            desk.Put(alert with { RecheckAt = null });
        }
        else if (judge.OfAlert(alert, now) is not { } held)
        {
            Send(alert, notice, now, commit);
        }
        else if (held.Reason == alert.Row.Held)
        {
            desk.Put(alert with { RecheckAt = held.Until, IsRestored = false });
        }
        else
        {
            desk.Keep(alert with { Row = alert.Row with { Held = held.Reason }, RecheckAt = held.Until, IsRestored = false }, commit);
        }
    }

    /// <summary>Asks again what holds each that is held: something that holds began or ended.</summary>
    public void RecheckAll(DateTimeOffset now, CommitBuilder commit) => Ask(book.Held, now, commit);

    /// <summary>Asks again what holds those that such an inhibitor may hold: one began or ended.</summary>
    public void RecheckFor(Inhibitor inhibitor, DateTimeOffset now, CommitBuilder commit) =>
        Ask(book.HeldFor(inhibitor.Rule, inhibitor.Values), now, commit);

    private void Ask(OpenAlert[] alerts, DateTimeOffset now, CommitBuilder commit)
    {
        foreach (var alert in alerts)
        {
            Ask(alert, now, commit);
        }
    }

    private void Send(OpenAlert alert, PendingNotice notice, DateTimeOffset now, CommitBuilder commit)
    {
        deliveries.Add(alert, DeliveryKind.Firing, notice.ActionPath, notice.Targets, notice.EventName, notice.Payload, now, commit);
        var sent = alert.With(alert.Extra with { Pending = null, WaitUntil = null, Same = AlertExtra.NoValues });
        desk.Keep(sent with { Row = sent.Row with { Held = null, Targets = notice.Targets }, RecheckAt = null, SentAt = now }, commit);
    }
}
