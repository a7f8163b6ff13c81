using Microsoft.Extensions.Logging;
using Reactor.Actors.Deliveries;
using Reactor.Reactions.Commits;

namespace Reactor.Actors.Outbox;

/// <summary>A line of the log for each alert that a durable commit opened or ended.</summary>
internal static class AlertLines
{
    public static void Tell(ILogger logger, Commit commit)
    {
        if (commit.Alerts.IsEmpty || !logger.IsEnabled(LogLevel.Information))
            return;
        var firings = commit.Firings.Select(firing => firing.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var alert in commit.Alerts)
        {
            // It stands beside the firing that opened it in this commit alone.
            if (firings.Contains(alert.FiringId))
            {
                var summary = Excerpt.Of(alert.Summary, []);
                OutboxLog.AlertOpened(logger, alert.Uid, alert.Severity, summary, alert.Rule, alert.VmName);
            }
            else if (alert.StartsAt == commit.At)
            {
                // Of no firing: Reactor's own.
                var summary = Excerpt.Of(alert.Summary, []);
                OutboxLog.OwnAlertOpened(logger, alert.Uid, alert.Id, alert.Severity, summary, alert.Rule, alert.VmName);
            }

            if (!alert.State.IsOpen())
            {
                var by = alert.ResolvedBy ?? "";
                OutboxLog.AlertEnded(logger, alert.Uid, by, alert.Rule, alert.VmName);
            }
        }
    }
}
