using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Identities;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Payloads;

namespace Reactor.Reactions.Alerts;

/// <summary>The deliveries of what happens to an alert: one for each target, in the form that it takes.</summary>
internal sealed class AlertDeliveries(RulesInForce inForce, PartitionTally tally, PartitionOptions options)
{
    /// <summary>Adds them.</summary>
    /// <param name="alert">The alert, as it was when it opened.</param>
    /// <param name="kind">What is told of it, as <see cref="DeliveryKind"/> says.</param>
    /// <param name="actionPath">Path of its action.</param>
    /// <param name="targets">Names of targets.</param>
    /// <param name="eventName">Of the event that led to it; empty for none.</param>
    /// <param name="payload">The standard payload.</param>
    /// <param name="now">Engine time.</param>
    /// <param name="commit">Where they go.</param>
    /// <param name="ordinal">Tells apart deliveries that agree in the rest.</param>
    /// <param name="group">Name of the group that tells of it there; null: none.</param>
    public void Add(
        OpenAlert alert, string kind, string actionPath, IEnumerable<string> targets, string eventName, ReadOnlyMemory<byte> payload, DateTimeOffset now, CommitBuilder commit, long ordinal = 0, string? group = null)
    {
        PayloadContent? content = null;
        foreach (var target in targets)
        {
            var id = DeliveryId.Create(alert.Row.FiringId, actionPath, target, kind, ordinal);
            var body = RenderedBody.Json(payload);
            if (inForce.FormatOf(target) is { } format)
            {
                content ??= ContentOf(alert, payload);
                body = format.Render(
                    new TargetNotice { Content = content, State = StateOf(kind), WebhookId = id, Thread = alert.Row.Uid, At = now }, options.MaxBodyBytes);
            }

            commit.Add(new DeliveryRow
            {
                WebhookId = id,
                FiringId = alert.Row.FiringId,
                Rule = alert.Row.Rule,
                ActionPath = actionPath,
                Target = target,
                Kind = kind,
                VmName = alert.Vm.Name,
                Alert = alert.Row.Uid,
                Series = group is null ? alert.Series : null,
                VmLabels = alert.Vm.Labels,
                Group = group,
                EventName = eventName,
                CreatedAt = now,
                ContentType = body.ContentType,
                Body = body.Bytes,
                ReplacesResends = kind is DeliveryKind.Resend or DeliveryKind.Resolved && inForce.ResendOf(target) is not null,
            });
            tally.Deliveries++;
        }
    }

    // The VM as it was at the opening: by its name some targets know the alert again.
    private static PayloadContent ContentOf(OpenAlert alert, ReadOnlyMemory<byte> payload)
    {
        var content = StandardPayloadReader.Read(payload);
        return content with { Vm = alert.Vm, Match = content.Match with { Key = alert.Row.Key } };
    }

    private static NoticeState StateOf(string kind) => kind switch
    {
        DeliveryKind.Resolved => NoticeState.Resolved,
        DeliveryKind.Acknowledged => NoticeState.Acknowledged,
        _ => NoticeState.Firing,
    };
}
