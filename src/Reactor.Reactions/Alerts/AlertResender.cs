using Reactor.Reactions.Actions;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;

namespace Reactor.Reactions.Alerts;

/// <summary>
/// Tells targets that forget (an Alertmanager) again and again of an alert that still fires. One that is held meanwhile (by a silence, a
/// maintenance, a muted window) is not told of, so that it lapses there, and is again once nothing holds it. Of the re-sends to a target that is
/// down only the latest waits.
/// </summary>
internal sealed class AlertResender(AlertDesk desk, HoldJudge judge, AlertDeliveries deliveries, RulesInForce inForce, PartitionTally tally, PartitionOptions options)
{
    /// <summary>Tells them now, and sees to the next time.</summary>
    public void Resend(OpenAlert alert, DateTimeOffset now, CommitBuilder commit)
    {
        tally.HoldsAsked++;
        if (judge.OfAlert(alert, now) is null)
        {
            // Engine time never runs backwards, so no two have the same ordinal.
            var ordinal = (now - alert.Row.StartsAt).Ticks / TimeSpan.TicksPerMicrosecond;
            deliveries.Add(
                alert, DeliveryKind.Resend, inForce.PathOf(alert.Row), alert.Row.Targets.Where(t => inForce.ResendOf(t) is not null), "",
                AlertPayload.Write(alert.Row, alert.Extra, alert.Vm, null, now, options.MaxBodyBytes), now, commit, ordinal);
        }

        desk.Put(alert with { SentAt = now });
    }
}
