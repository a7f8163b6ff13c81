using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;

namespace Reactor.Reactions.Partitions;

/// <summary>Alerts for which nothing stands any more once the rules are others, or Reactor was down.</summary>
internal sealed class GoneAlerts(AlertBook book, AlertResolver resolver, RulesInForce inForce, RuleQuarantine quarantine)
{
    /// <summary>Ends them.</summary>
    public void End(DateTimeOffset now, CommitBuilder commit, bool isRestart)
    {
        foreach (var alert in book.All)
        {
            if (ReasonToEnd(alert.Row, isRestart) is { } reason)
            {
                resolver.Resolve(alert, reason, now, commit);
            }
        }
    }

    private string? ReasonToEnd(AlertRow alert, bool isRestart)
    {
        if (alert.Id is OwnAlerts.BadConfiguration or OwnAlerts.TargetDisabled or OwnAlerts.StoreDamaged)
        {
            return null;
        }

        if (!OwnAlerts.IsOwn(alert.Id))
        {
            return inForce.Alert(alert.Rule, alert.Id) is null ? ResolvedBy.RuleRemoved : null;
        }

        var rule = inForce.Rules.Find(alert.Rule);
        return isRestart ? ResolvedBy.Restart
            : rule is null ? ResolvedBy.RuleRemoved
            : alert.Id == OwnAlerts.Quarantined && !quarantine.Holds(rule) ? ResolvedBy.RuleChanged
            : null;
    }
}
