using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading;

namespace Reactor.Running.Logs;

/// <summary>What was found in configuration files, as log entries: one for each finding, at the start and on a reload alike.</summary>
internal static partial class FindingLog
{
    /// <summary>Logs them; those beyond what is shown elsewhere too are counted.</summary>
    public static void Write(ILogger logger, LoadResult load)
    {
        foreach (var found in load.Diagnostics.Take(DiagnosticFormatter.DefaultMaximum))
        {
            var level = found.Severity == DiagnosticSeverity.Error ? LogLevel.Error : LogLevel.Warning;
            if (logger.IsEnabled(level))
            {
                logger.Log(level, FindingEntry.Event, new FindingEntry(found, load.Sources), null, (entry, _) => entry.ToString());
            }
        }
        if (load.Diagnostics.Count + load.DroppedDiagnostics - DiagnosticFormatter.DefaultMaximum is > 0 and var more)
        {
            MoreFindings(logger, more);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "... and {Count} more findings")]
    private static partial void MoreFindings(ILogger logger, int count);
}
