using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Identities;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Payloads;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Alerts;

/// <summary>Ends alerts: the row is closed, and exactly the targets that were told of the opening are told of the end.</summary>
internal sealed class AlertResolver(AlertBook book, PartitionTally tally, PartitionOptions options)
{
    /// <summary>Ends an alert.</summary>
    /// <param name="alert">It, open.</param>
    /// <param name="resolvedBy">What ends it: <c>event</c>, <c>rule_removed</c>, <c>restart</c>.</param>
    /// <param name="actionPath">Path of its action.</param>
    /// <param name="vm">The VM.</param>
    /// <param name="event">The event that ends it; null where none does.</param>
    /// <param name="now">Engine time.</param>
    /// <param name="commit">Where it goes.</param>
    public void Resolve(AlertRow alert, string resolvedBy, string actionPath, VmView vm, VmEvent? @event, DateTimeOffset now, CommitBuilder commit)
    {
        var ended = alert with { State = AlertState.Resolved, EndsAt = now, ResolvedBy = resolvedBy };
        book.Remove(alert);
        commit.Put(ended);
        tally.AlertsResolved++;
        if (alert.Targets.IsEmpty)
        {
            return;
        }

        var payload = Payload(ended, vm, @event, now);
        foreach (var target in alert.Targets)
        {
            commit.Add(new DeliveryRow
            {
                WebhookId = DeliveryId.Create(alert.FiringId, actionPath, target, DeliveryKind.Resolved),
                FiringId = alert.FiringId,
                Rule = alert.Rule,
                ActionPath = actionPath,
                Target = target,
                Kind = DeliveryKind.Resolved,
                VmName = vm.Name,
                EventName = @event?.Name ?? "",
                CreatedAt = now,
                Body = payload,
            });
            tally.Deliveries++;
        }
    }

    private ReadOnlyMemory<byte> Payload(AlertRow alert, VmView vm, VmEvent? @event, DateTimeOffset now) => StandardPayload.Write(
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
            Alert = new PayloadAlert(alert.Id, true, alert.StartsAt, alert.EndsAt, alert.ResolvedBy, alert.Description),
        },
        options.MaxBodyBytes);
}
