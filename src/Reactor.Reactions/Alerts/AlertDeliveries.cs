using Reactor.Reactions.Commits;
using Reactor.Reactions.Identities;
using Reactor.Reactions.Partitions;

namespace Reactor.Reactions.Alerts;

/// <summary>The deliveries of an alert's opening and of its end: one for each target.</summary>
internal static class AlertDeliveries
{
    public static void Add(
        OpenAlert alert, string kind, string actionPath, IEnumerable<string> targets, string eventName, ReadOnlyMemory<byte> body, DateTimeOffset now, CommitBuilder commit, PartitionTally tally,
        int ordinal = 0)
    {
        foreach (var target in targets)
        {
            commit.Add(new DeliveryRow
            {
                WebhookId = DeliveryId.Create(alert.Row.FiringId, actionPath, target, kind, ordinal),
                FiringId = alert.Row.FiringId,
                Rule = alert.Row.Rule,
                ActionPath = actionPath,
                Target = target,
                Kind = kind,
                VmName = alert.Vm.Name,
                EventName = eventName,
                CreatedAt = now,
                Body = body,
            });
            tally.Deliveries++;
        }
    }
}
