using Reactor.Reactions.Actions;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Identities;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Payloads;

namespace Reactor.Reactions.Groups;

/// <summary>The deliveries of a group: one for each of its targets. One that keeps alerts itself since a reload is told of each alone, in what the group tells.</summary>
internal sealed class GroupNotification(AlertDeliveries deliveries, RulesInForce inForce, PartitionTally tally, PartitionOptions options)
{
    /// <summary>Stands in the place of an action's path: it follows from several.</summary>
    public const string Path = "group";

    private const int MostNamed = 3;

    /// <summary>Tells how the group stands.</summary>
    /// <param name="group">It, before this.</param>
    /// <param name="firing">What fires and is not held.</param>
    /// <param name="ended">What ended since the last notification.</param>
    /// <param name="isRepeat">Nothing changed.</param>
    /// <param name="now">Engine time.</param>
    /// <param name="commit">Where they go.</param>
    public void Tell(AlertGroup group, IReadOnlyList<GroupedAlert> firing, IReadOnlyList<GroupedAlert> ended, bool isRepeat, DateTimeOffset now, CommitBuilder commit)
    {
        var payload = GroupPayload.Write(group, firing, ended, now, options.MaxGroupBodyAlerts, options.MaxGroupBodyBytes);
        var kind = isRepeat ? DeliveryKind.Repeat : firing.Count > 0 ? DeliveryKind.Firing : DeliveryKind.Resolved;
        var told = firing.Concat(ended).ToList();
        var newest = told.LastOrDefault(alert => !alert.IsTold) ?? told[^1];
        foreach (var target in group.Targets.Where(target => !inForce.IsToldApart(target)))
        {
            var id = DeliveryId.Create(group.Uid, Path, target, kind, group.Told);
            var body = inForce.FormatOf(target) is { } format
                ? format.Render(GroupNotice.Of(group, firing, ended, payload, id, now), options.MaxGroupBodyBytes)
                : RenderedBody.Json(payload);
            commit.Add(new DeliveryRow
            {
                WebhookId = id,
                FiringId = newest.Alert.Row.FiringId,
                Rule = Named(told.Select(alert => alert.Alert.Row.Rule)),
                ActionPath = Path,
                Target = target,
                Kind = kind,
                VmName = Named(told.Select(alert => alert.Alert.Row.VmName)),
                Group = group.Id,
                TellsEnd = ended.Count > 0,
                EventName = newest.EventName,
                CreatedAt = now,
                ContentType = body.ContentType,
                Body = body.Bytes,
            });
            tally.Deliveries++;
        }

        TellApart(group, isRepeat ? firing : [.. firing.Where(alert => !alert.IsTold), .. ended], isRepeat, now, commit);
        tally.GroupsTold++;
    }

    /// <summary>Tells those targets that know what it means that an alert was acknowledged.</summary>
    /// <param name="group">The group that told of it; null: it was told alone.</param>
    /// <param name="alert">It.</param>
    /// <param name="targets">Who was told of it.</param>
    /// <param name="now">Engine time.</param>
    /// <param name="commit">Where they go.</param>
    public void Acknowledged(AlertGroup? group, GroupedAlert alert, IEnumerable<string> targets, DateTimeOffset now, CommitBuilder commit)
    {
        foreach (var target in targets.Where(inForce.Settings.KnowsAcknowledged))
        {
            deliveries.Add(
                alert.Alert, DeliveryKind.Acknowledged, alert.ActionPath, [target], alert.EventName, alert.Payload, now, commit,
                group: inForce.IsToldApart(target) ? null : group?.Id);
        }
    }

    private void TellApart(AlertGroup group, IReadOnlyList<GroupedAlert> alerts, bool isRepeat, DateTimeOffset now, CommitBuilder commit)
    {
        // Those that forget are told again of what fires by the partitions of the alerts, more often than this.
        var targets = group.Targets.Where(inForce.IsToldApart).Where(target => !isRepeat || inForce.ResendOf(target) is null).ToList();
        foreach (var alert in targets.Count == 0 ? [] : alerts)
        {
            var kind = !alert.State.IsOpen() ? DeliveryKind.Resolved : isRepeat ? DeliveryKind.Repeat : DeliveryKind.Firing;
            deliveries.Add(alert.Alert, kind, alert.ActionPath, targets, alert.EventName, alert.Payload, now, commit, isRepeat ? group.Told : 0);
        }
    }

    private static string Named(IEnumerable<string> names)
    {
        var all = names.Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return string.Join(", ", all.Take(MostNamed)) + (all.Count > MostNamed ? $" and {all.Count - MostNamed} more" : "");
    }
}
