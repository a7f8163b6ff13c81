using Reactor.Reactions.Partitions;

namespace Reactor.Reactions.Alerts;

/// <summary>What time alone does to alerts: a state has held for long enough, nothing has refreshed them for long enough, they are to be told again, or what holds their notification may be over.</summary>
internal sealed class AlertClock(AlertBook book, AlertDesk desk, AlertResolver resolver, AlertNotifier notifier)
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
