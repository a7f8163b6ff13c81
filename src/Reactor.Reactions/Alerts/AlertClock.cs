using Reactor.Reactions.Partitions;

namespace Reactor.Reactions.Alerts;

/// <summary>
/// What time alone does to alerts: a state has held for long enough, nothing has refreshed them for long enough, people or targets that forget are to be
/// told again, or what holds their notification may be over.
/// </summary>
internal sealed class AlertClock(AlertBook book, AlertDesk desk, AlertResolver resolver, AlertNotifier notifier, AlertResender resender)
{
    public void Tick(DateTimeOffset now, CommitBuilder commit)
    {
        while (book.TakeDue(now) is { } alert)
        {
            if (desk.StateDueOf(alert) < now)
            {
                resolver.Resolve(alert, ResolvedBy.State, now, commit);
            }
            else if (desk.ExpiryOf(alert) < now)
            {
                resolver.Resolve(alert, ResolvedBy.Expiry, now, commit);
            }
            else if (desk.ResendDueOf(alert) < now)
            {
                resender.Resend(alert, now, commit);
            }
            else if (alert.Extra.RepeatAt < now)
            {
                notifier.Repeat(alert, now, commit);
            }
            else
            {
                notifier.Recheck(alert, now, commit);
            }
        }
    }
}
