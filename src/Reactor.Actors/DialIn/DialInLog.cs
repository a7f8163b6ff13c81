using Microsoft.Extensions.Logging;

namespace Reactor.Actors.DialIn;

/// <summary>What is logged about calls of VMs: each thing once.</summary>
internal static partial class DialInLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "VMs can't dial in on {Path}: {Reason}. Tried again every 10 s")]
    public static partial void NotOpen(ILogger logger, string path, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A call on {Path} was refused: user {Uid} (process {Pid}) is not among its allow_uids")]
    public static partial void Refused(ILogger logger, string path, uint uid, int pid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A call was ended, since it could not be told who calls: {Reason}")]
    public static partial void Unidentified(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A VM that dialled in is not watched: at most {Most} VMs are discovered or dial in")]
    public static partial void TooMany(ILogger logger, int most);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A call on {Path} was ended: process {Pid} (user {Uid}) has too many open without having said who it is")]
    public static partial void Crowded(ILogger logger, string path, int pid, uint uid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A call was ended: process {Process} says to be VM {Vm}, and has said that it is {Most} others: a VM is one process")]
    public static partial void Overclaimed(ILogger logger, string process, string vm, int most);

    [LoggerMessage(Level = LogLevel.Error, Message = "VMs did not find {Path} any more: it was removed, or replaced. It is made again")]
    public static partial void Lost(ILogger logger, string path);
}
