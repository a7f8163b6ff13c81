using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Groups;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;
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
            Extra = note is null && alert.Extra is { Acknowledged: null, HeldBy: null }
                ? default(ReadOnlyMemory<byte>?)
                : new AlertExtra { HeldBy = alert.Extra.HeldBy, Acknowledged = alert.Extra.Acknowledged, Ended = note }.Write(),
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

        Tell(alert, ended, vm ?? alert.Vm, @event, now, commit);
    }

    // Where it was told, whatever became since of the rule, the route or what holds notifications.
    private void Tell(OpenAlert alert, AlertRow ended, VmView vm, VmEvent? @event, DateTimeOffset now, CommitBuilder commit)
    {
        if (ended.Targets.IsEmpty)
        {
            return;
        }

        var (path, name) = (inForce.PathOf(alert.Row), @event?.Name ?? "");
        var group = alert.Extra.Group;
        var (apart, together) = group is null ? (ended.Targets, []) : (alert.Extra.Apart, ended.Targets.RemoveAll(alert.Extra.Apart.Contains));
        deliveries.Add(alert, DeliveryKind.Resolved, path, apart, name, Payload(options.MaxBodyBytes), now, commit);
        if (group is not null)
        {
            var grouped = new GroupedAlert(alert with { Row = ended }, path, name, Payload(options.MaxGroupAlertBytes));
            commit.Add(new GroupMessage(GroupMessage.End, group, together, alert.Extra.Repeat, grouped).ToRow(now));
        }

        ReadOnlyMemory<byte> Payload(int maxBytes) => AlertPayload.Write(ended, alert.Extra, vm, @event, now, maxBytes);
    }
}
