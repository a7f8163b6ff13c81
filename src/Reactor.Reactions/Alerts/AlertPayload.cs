using Reactor.Reactions.Commits;
using Reactor.Reactions.Payloads;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Alerts;

/// <summary>The standard payload of an alert as it stands, once its opening was told.</summary>
internal static class AlertPayload
{
    /// <summary>Writes it.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="extra">Who acknowledged it, and whether it is verified.</param>
    /// <param name="vm">Its VM.</param>
    /// <param name="event">The event that ends it; null where none does.</param>
    /// <param name="now">Engine time.</param>
    /// <param name="maxBytes">Size to keep to.</param>
    public static ReadOnlyMemory<byte> Write(AlertRow alert, AlertExtra extra, VmView vm, VmEvent? @event, DateTimeOffset now, int maxBytes) => StandardPayload.Write(
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
            Alert = new PayloadAlert(alert.Id, !alert.State.IsOpen(), alert.StartsAt, alert.EndsAt, alert.ResolvedBy, alert.Description, extra.UnverifiedSince)
            {
                Acknowledged = extra.Acknowledged is { } note ? new PayloadNote(note.By, note.At, note.Comment) : null,
            },
        },
        maxBytes);
}
