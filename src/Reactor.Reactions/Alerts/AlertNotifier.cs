using System.Collections.Immutable;
using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Groups;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;

namespace Reactor.Reactions.Alerts;

/// <summary>What is told of an alert that fires: its first notification, sent with its opening, or held, and then sent when the last thing that holds it ends and it still fires; and again while it fires.</summary>
internal sealed class AlertNotifier(
    AlertBook book, AlertDesk desk, HoldJudge judge, AlertDeliveries deliveries, RulesInForce inForce, PartitionTally tally, PartitionOptions options)
{
    /// <summary>Keeps a new alert, and sends or holds its notification.</summary>
    /// <param name="context">The firing that opens it.</param>
    /// <param name="alert">It, without targets.</param>
    /// <param name="actionPath">Path of its action.</param>
    /// <param name="route">Where it goes; no targets: nobody is told.</param>
    public void Open(FiringContext context, OpenAlert alert, string actionPath, AlertRoute route)
    {
        // A limit says that nobody is told; of one that goes nowhere it is shown all the same what would hold it.
        if (context.Firing.LimitedOnly)
        {
            desk.Keep(alert.With(alert.Extra with { WaitUntil = null, Same = AlertExtra.NoValues }), context.Commit);
            return;
        }

        var notice = new PendingNotice(
            actionPath, route, context.Firing.Event.Name, context.StandardPayload(alert.Row, route.Group is null ? options.MaxBodyBytes : options.MaxGroupAlertBytes));
        tally.HoldsAsked++;
        if (judge.OfAlert(alert, context.Now) is { } held)
        {
            var waiting = alert.With(alert.Extra with { Pending = notice, HeldBy = held.By });
            desk.Keep(waiting with { Row = waiting.Row with { Held = held.Reason }, RecheckAt = held.Until }, context.Commit);
            tally.NotificationsHeld += route.Targets.IsEmpty ? 0 : 1;
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
        else if (held.Reason == alert.Row.Held && held.By == alert.Extra.HeldBy)
        {
            desk.Put(alert with { RecheckAt = held.Until, IsRestored = false });
        }
        else
        {
            var waiting = alert.With(alert.Extra with { HeldBy = held.By });
            desk.Keep(waiting with { Row = waiting.Row with { Held = held.Reason }, RecheckAt = held.Until, IsRestored = false }, commit);
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

    /// <summary>It still fires, and is told again, unless somebody looks after it, or it is held now.</summary>
    public void Repeat(OpenAlert alert, DateTimeOffset now, CommitBuilder commit)
    {
        if (alert.Extra.Repeat is not { } repeat || alert.Row.State != AlertState.Firing || alert.Row.Held is not null)
        {
            desk.Keep(alert.With(alert.Extra with { RepeatAt = null }), commit);
            return;
        }

        var next = Deadlines.After(now, repeat);
        tally.HoldsAsked++;
        if (judge.OfAlert(alert, now) is { } held)
        {
            desk.Keep(alert.With(alert.Extra with { RepeatAt = held.Until < next ? held.Until : next }), commit);
            return;
        }

        // Those that forget are told more often than this.
        var alone = alert.Extra.Group is null ? alert.Row.Targets : alert.Extra.Apart;
        var targets = alone.Where(target => inForce.ResendOf(target) is null);
        var payload = AlertPayload.Write(alert.Row, alert.Extra, alert.Vm, null, now, options.MaxBodyBytes);
        deliveries.Add(alert, DeliveryKind.Repeat, inForce.PathOf(alert.Row), targets, "", payload, now, commit, alert.Extra.Repeats);
        tally.Repeats++;
        desk.Keep(alert.With(alert.Extra with { RepeatAt = next, Repeats = alert.Extra.Repeats + 1 }), commit);
    }

    private void Send(OpenAlert alert, PendingNotice notice, DateTimeOffset now, CommitBuilder commit)
    {
        var (targets, repeat, group) = notice.Route;
        var same = alert.Extra.Same;
        var sent = alert.With(alert.Extra with { Pending = null, HeldBy = null, WaitUntil = null, Same = repeat is null ? AlertExtra.NoValues : same, Repeat = repeat });
        if (group is null || targets.IsEmpty)
        {
            TellAlone(targets);
        }
        else
        {
            var together = targets.RemoveAll(inForce.IsToldApart);
            var apart = targets.RemoveAll(together.Contains);
            TellAlone(apart);
            if (!together.IsEmpty)
            {
                var grouped = new GroupedAlert(alert.With(alert.Extra with { WaitUntil = null }), notice.ActionPath, notice.EventName, notice.Payload);
                group = group.Without(apart);
                commit.Add(new GroupMessage(GroupMessage.Open, group, together, repeat, grouped).ToRow(now));
                sent = sent.With(sent.Extra with { Group = group, Apart = apart });
            }
        }

        desk.Keep(sent with { Row = sent.Row with { Held = null, Targets = targets }, RecheckAt = null, SentAt = now }, commit);

        void TellAlone(ImmutableArray<string> alone)
        {
            deliveries.Add(alert, DeliveryKind.Firing, notice.ActionPath, alone, notice.EventName, notice.Payload, now, commit);
            sent = repeat is null || alone.IsEmpty ? sent : sent.With(sent.Extra with { RepeatAt = Deadlines.After(now, repeat.Value) });
        }
    }
}
