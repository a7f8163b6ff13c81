using Microsoft.Extensions.Logging;

namespace Reactor.Actors.Operating;

/// <summary>What is logged of commands of operators.</summary>
internal static partial class OperatorLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "User {Uid} gave {Command} to VM {Vm}: {Outcome}")]
    public static partial void Ran(ILogger logger, long uid, string command, string vm, string outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The command {Command} of an operator to VM {Vm} ({Outcome}) is not in the audit as it ended: {Detail}")]
    public static partial void NotAudited(ILogger logger, string command, string vm, string outcome, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "User {Uid} had {Count} dead letters sent once more")]
    public static partial void Retried(ILogger logger, long uid, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "User {Uid} had target {Target} called again")]
    public static partial void Enabled(ILogger logger, long uid, string target);
}
