using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Payloads;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Alerts;

/// <summary>
/// Ends alerts: the row is closed, and exactly the targets that were told of the opening are told of the end. One whose notification is
/// still held ends without a word.
/// </summary>
internal sealed class AlertResolver(
    AlertBook book, RulesInForce inForce, HoldList<Silence> silences, MeantAlerts meant, AlertDeliveries deliveries, PartitionTally tally, PartitionOptions options)
{
    /// <summary>Ends an alert.</summary>
    /// <param name="alert">It, open.</param>
    /// <param name="resolvedBy">What ends it, as <see cref="Alerts.ResolvedBy"/> says.</param>
    /// <param name="now">Engine time.</param>
    /// <param name="commit">Where it goes.</param>
    /// <param name="vm">The VM as it now is; null: as it was at the opening.</param>
    /// <param name="event">The event that ends it; null where none does.</param>
    /// <param name="note">Who ended it by hand.</param>
    public void Resolve(
        OpenAlert alert, string resolvedBy, DateTimeOffset now, CommitBuilder commit, VmView? vm = null, VmEvent? @event = null, HandNote? note = null)
    {
        var ended = alert.Row with
        {
            State = AlertState.Resolved,
            EndsAt = now,
            ResolvedBy = resolvedBy,
            Held = null,
            Extra = note is null ? default(ReadOnlyMemory<byte>?) : new AlertExtra { Ended = note }.Write(),
        };
        book.Remove(alert.Row);
        commit.Put(ended);
        tally.AlertsResolved++;
        if (alert.Extra.Inhibits)
        {
            new Inhibitor(alert.Row.Uid, alert.Row.Rule, "", alert.Row.StartsAt, true).Tell(commit);
        }

        // A silence until its alerts are resolved ends with the last of them.
        foreach (var silence in meant.Close(alert.Row.Uid))
        {
            silences.End(silence, commit);
        }

        if (!ended.Targets.IsEmpty)
        {
            deliveries.Add(
                alert, DeliveryKind.Resolved, inForce.PathOf(alert.Row), ended.Targets, @event?.Name ?? "", Payload(ended, alert.Extra.UnverifiedSince, vm ?? alert.Vm, @event, now), now, commit);
        }
    }

    private ReadOnlyMemory<byte> Payload(AlertRow alert, DateTimeOffset? unverifiedSince, VmView vm, VmEvent? @event, DateTimeOffset now) => StandardPayload.Write(
        new PayloadContent
        {
            Timestamp = now,
            FiringId = alert.FiringId,
            Rule = alert.Rule,
            Severity = alert.Severity,
            Labels = alert.Labels,
            Summary = alert.Summary,
            Vm = vm,
            Event = @event,
            Match = new PayloadMatch(alert.Count, alert.StartsAt, alert.RefreshedAt, 0, alert.Key),
            Alert = new PayloadAlert(alert.Id, true, alert.StartsAt, alert.EndsAt, alert.ResolvedBy, alert.Description, unverifiedSince),
        },
        options.MaxBodyBytes);
}
