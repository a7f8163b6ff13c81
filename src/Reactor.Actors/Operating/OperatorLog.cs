using Microsoft.Extensions.Logging;

namespace Reactor.Actors.Operating;

/// <summary>What is logged of commands of operators.</summary>
internal static partial class OperatorLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Command} to VM {Vm}, asked for by {Who}: {Outcome}")]
    public static partial void Ran(ILogger logger, string command, string vm, string who, string outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Command} to VM {Vm}, asked for by {Who}, is refused: {Detail}")]
    public static partial void Refused(ILogger logger, string command, string vm, string who, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The command {Command} of an operator to VM {Vm} ({Outcome}) is not in the audit as it ended: {Detail}")]
    public static partial void NotAudited(ILogger logger, string command, string vm, string outcome, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What an operator had done ({Command}: {Outcome}) is not in the audit as it ended: {Detail}")]
    public static partial void NotCompleted(ILogger logger, string command, string outcome, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Commands and programs of {Scope} are paused by {Who} ({Id}): {Reason}")]
    public static partial void Paused(ILogger logger, string scope, string who, string id, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Commands and programs of {Scope} go on, says {Who} ({Id})")]
    public static partial void Resumed(ILogger logger, string scope, string who, string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Commands and programs of {Scope} are paused ({Id}, by {Who} at {At:u}): {Reason}")]
    public static partial void StillPaused(ILogger logger, string scope, string id, string who, DateTimeOffset at, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Dead letters are sent once more, asked for by {Who}: {Count}")]
    public static partial void Retried(ILogger logger, int count, string who);

    [LoggerMessage(Level = LogLevel.Information, Message = "Target {Target} is called again, asked for by {Who}")]
    public static partial void Enabled(ILogger logger, string target, string who);
}
