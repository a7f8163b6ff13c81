using Microsoft.Extensions.Logging;

namespace Reactor.Actors.Operating;

/// <summary>What is logged of commands of operators.</summary>
internal static partial class OperatorLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "User {Uid} gave {Command} to VM {Vm}: {Outcome}")]
    public static partial void Ran(ILogger logger, long uid, string command, string vm, string outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The command {Command} of an operator to VM {Vm} ({Outcome}) is not in the audit as it ended: {Detail}")]
    public static partial void NotAudited(ILogger logger, string command, string vm, string outcome, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What an operator had done ({Command}: {Outcome}) is not in the audit as it ended: {Detail}")]
    public static partial void NotCompleted(ILogger logger, string command, string outcome, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "User {Uid} paused commands and programs of {Scope} ({Id}): {Reason}")]
    public static partial void Paused(ILogger logger, long uid, string scope, string id, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "User {Uid} let commands and programs of {Scope} go on ({Id})")]
    public static partial void Resumed(ILogger logger, long uid, string scope, string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Commands and programs of {Scope} are paused ({Id}, by user {Uid} at {At:u}): {Reason}")]
    public static partial void StillPaused(ILogger logger, string scope, string id, long uid, DateTimeOffset at, string reason);
    [LoggerMessage(Level = LogLevel.Information, Message = "User {Uid} had {Count} dead letters sent once more")]
    public static partial void Retried(ILogger logger, long uid, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "User {Uid} had target {Target} called again")]
    public static partial void Enabled(ILogger logger, long uid, string target);
}
