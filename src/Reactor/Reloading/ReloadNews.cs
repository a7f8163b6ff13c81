using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Rules.Loading;
using Reactor.Running.Logs;

namespace Reactor.Reloading;

/// <summary>What became of the files: each is told in the log and in the status, of which metrics are made, in one breath.</summary>
internal sealed partial class ReloadNews(IReactorRuntime runtime, Func<DateTimeOffset> now, ReloadStatus start, ILogger logger)
{
    /// <summary>How it stands.</summary>
    public ReloadStatus Status { get; private set; } = start;

    /// <summary>What ran at the start is what the files say.</summary>
    public void Begun() => Set(Status);

    /// <summary>The files are bad, and what was loaded before runs on.</summary>
    /// <param name="reason">Why they were read.</param>
    /// <param name="summary">How bad, in one line.</param>
    /// <param name="findings">All that is wrong.</param>
    /// <param name="unlogged">The same, where the log doesn't have it yet.</param>
    /// <param name="isFromStore">Whether what runs comes from the store.</param>
    public void Refused(string reason, string summary, string findings, LoadResult? unlogged, bool isFromStore)
    {
        NotReloaded(logger, reason, summary);
        if (unlogged is not null)
        {
            FindingLog.Write(logger, unlogged);
        }
        Set(Status with { FailedAt = now(), Failure = findings, FromStore = isFromStore });
    }

    /// <summary>The files are what runs already.</summary>
    /// <param name="reason">Why they were read; null where nobody asked.</param>
    public void Kept(string? reason)
    {
        if (reason is not null)
        {
            Unchanged(logger, reason);
        }
        Good(Status);
    }

    /// <summary>The files run.</summary>
    /// <param name="reason">Why they were read.</param>
    /// <param name="outcome">What became of each rule.</param>
    public void Taken(string reason, ReloadOutcome outcome)
    {
        Reloaded(logger, reason, outcome.Summary);
        foreach (var alert in outcome.EndedAlerts)
        {
            AlertEnded(logger, alert);
        }
        foreach (var what in outcome.NeedsRestart)
        {
            NeedsRestart(logger, what);
        }
        Good(Status with { Fingerprint = outcome.Fingerprint, LoadedAt = now(), FromStore = false, NeedsRestart = outcome.NeedsRestart });
    }

    private void Good(ReloadStatus status)
    {
        if (status.FailedAt is not null)
        {
            GoodAgain(logger);
        }
        Set(status with { FailedAt = null, Failure = null });
    }

    private void Set(ReloadStatus status)
    {
        Status = status;
        runtime.Report(status);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Reason}: {Summary}")]
    private static partial void Reloaded(ILogger logger, string reason, string summary);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Reason}: the files are what runs already: nothing to do")]
    private static partial void Unchanged(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}: nothing is reloaded: {Summary}")]
    private static partial void NotReloaded(ILogger logger, string reason, string summary);

    [LoggerMessage(Level = LogLevel.Information, Message = "The configuration files are good again")]
    private static partial void GoodAgain(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An alert ended because its rule is gone: {Alert}")]
    private static partial void AlertEnded(ILogger logger, string alert);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What}")]
    private static partial void NeedsRestart(ILogger logger, string what);
}
