using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;

namespace Reactor.Reactions.Alerts;

/// <summary>Where open alerts are kept: in the book, with their deadlines, and in the commit.</summary>
internal sealed class AlertDesk(AlertBook book, MeantAlerts meant, RulesInForce inForce)
{
    /// <summary>Keeps an alert as it now is.</summary>
    public void Keep(OpenAlert alert, CommitBuilder commit)
    {
        Put(alert);
        commit.Put(alert.Row);
    }

    /// <summary>Keeps it in memory alone: nothing of it that is stored has changed.</summary>
    public void Put(OpenAlert alert)
    {
        var isNew = book.Find(alert.Row.Uid) is null;
        book.Put(alert, DueOf(alert));
        if (isNew)
        {
            meant.Open(alert);
        }
    }

    /// <summary>When it expires; null: never (those of Reactor's own, and those whose rule is gone).</summary>
    public DateTimeOffset? ExpiryOf(OpenAlert alert) =>
        inForce.Alert(alert.Row.Rule, alert.Row.Id) is { } plan ? Deadlines.After(alert.Row.RefreshedAt, plan.Action.Expires) : null;

    /// <summary>When a state will have held for as long as a resolver asks for.</summary>
    public DateTimeOffset? StateDueOf(OpenAlert alert)
    {
        DateTimeOffset? due = null;
        if (!alert.Extra.StateSince.IsEmpty && inForce.Alert(alert.Row.Rule, alert.Row.Id) is { } plan)
        {
            foreach (var (key, resolver) in plan.States)
            {
                if (alert.Extra.StateSince.TryGetValue(key, out var since))
                {
                    due = Earlier(due, Deadlines.After(since, resolver.For));
                }
            }
        }

        return due;
    }

    /// <summary>When targets that forget are to be told again that it fires; null: never. After a restart at once: they may have forgotten it meanwhile.</summary>
    public DateTimeOffset? ResendDueOf(OpenAlert alert)
    {
        DateTimeOffset? due = null;
        foreach (var target in alert.Row.Held is null ? alert.Row.Targets : [])
        {
            due = inForce.ResendOf(target) is { } every ? Earlier(due, Deadlines.After(alert.SentAt ?? alert.Row.StartsAt, every)) : due;
        }

        return due;
    }

    private DateTimeOffset? DueOf(OpenAlert alert) =>
        Earlier(Earlier(Earlier(ExpiryOf(alert), StateDueOf(alert)), Earlier(alert.RecheckAt, alert.Extra.RepeatAt)), ResendDueOf(alert));

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null ? a : a < b ? a : b;
}
