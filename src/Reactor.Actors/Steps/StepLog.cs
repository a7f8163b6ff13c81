using Microsoft.Extensions.Logging;

namespace Reactor.Actors.Steps;

/// <summary>What is logged about steps.</summary>
internal static partial class StepLog
{
    [LoggerMessage(Message = "Rule {Rule} on VM {Vm}: {What}: {Status} (step {Step})")]
    public static partial void Ended(ILogger logger, LogLevel level, string rule, string vm, string what, string status, string step);

    [LoggerMessage(Message = "Rule {Rule} on VM {Vm}: {What}: {Status} (step {Step}), after {LeftOut} more that ended so and are not told here")]
    public static partial void EndedAfterOthers(ILogger logger, LogLevel level, string rule, string vm, string what, string status, string step, long leftOut);

    [LoggerMessage(Level = LogLevel.Error, Message = "Step {Step} of rule {Rule} on VM {Vm} failed inside Reactor; whether it was done is unknown")]
    public static partial void Fault(ILogger logger, Exception error, string step, string rule, string vm);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Steps wait for the store: {Reason}")]
    public static partial void StoreUnavailable(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The guard of programs can't be run ({Reason}): what programs of exec actions have started outlives a daemon that is killed")]
    public static partial void NoGuard(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Program} of util-linux is not installed: {Consequence}")]
    public static partial void WrapperMissing(ILogger logger, string program, string consequence);
}
