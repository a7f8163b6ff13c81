using Microsoft.Extensions.Logging;
using Reactor.Qmp;

namespace Reactor.Actors.DialIn;

/// <summary>What becomes of calls on one socket that come to nothing: each is counted, and the log tells of it in the same breath, each thing once.</summary>
/// <param name="counters">Where they are counted.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class CallOutcomes(DialInCounters counters, TimeProvider time, ILogger logger)
{
    private readonly ToldOnce _told = new(time);

    /// <summary>Whoever calls may not.</summary>
    public void Refused(string path, QmpPeer peer)
    {
        counters.Refused();
        if (_told.IsNew($"uid {peer.Uid}"))
            LogRefused(logger, path, peer.Uid, peer.Pid);
    }

    /// <summary>Too many calls of one process wait to be told apart.</summary>
    public void Crowded(string path, QmpPeer peer)
    {
        counters.Crowded();
        if (_told.IsNew($"crowded {CallQuota.KeyOf(peer)}"))
            LogCrowded(logger, path, peer.Pid, peer.Uid);
    }

    /// <summary>It could not be told who calls.</summary>
    public void Unidentified(string reason)
    {
        counters.Unidentified();
        if (_told.IsNew(reason))
            LogUnidentified(logger, reason);
    }

    /// <summary>The socket is gone, or another one, and is made again.</summary>
    public void Reopened(string path)
    {
        counters.Reopened();
        LogReopened(logger, path);
    }

    /// <summary>The socket can't be opened.</summary>
    public void NotOpen(string path, string reason)
    {
        if (_told.IsNew(reason))
            LogNotOpen(logger, path, reason);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "VMs can't dial in on {Path}: {Reason}. Tried again every 10 s")]
    private static partial void LogNotOpen(ILogger logger, string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A call on {Path} was refused: uid {Uid} (process {Pid}) is not among its allow_uids")]
    private static partial void LogRefused(ILogger logger, string path, uint uid, int pid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A call was ended, since it could not be told who calls: {Reason}")]
    private static partial void LogUnidentified(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A call on {Path} was ended: process {Pid} (uid {Uid}) has too many open without having said who it is")]
    private static partial void LogCrowded(ILogger logger, string path, int pid, uint uid);

    [LoggerMessage(Level = LogLevel.Error, Message = "VMs did not find {Path} any more: it was removed, or replaced. It is made again")]
    private static partial void LogReopened(ILogger logger, string path);
}
