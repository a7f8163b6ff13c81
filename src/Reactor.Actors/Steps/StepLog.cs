using Microsoft.Extensions.Logging;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;

namespace Reactor.Actors.Steps;

/// <summary>What is logged about steps.</summary>
internal static partial class StepLog
{
    /// <summary>What became of a step, in one line. Details, which may hold texts of guests and programs, are in the store. Questions change nothing, and aren't told.</summary>
    public static void Ended(ILogger logger, StepRow step, StepRequest request, StepResult result)
    {
        var level = result.Status == StepStatus.Ok ? LogLevel.Information : LogLevel.Warning;
        if (request.IsQuestion || !logger.IsEnabled(level))
            return;
        var what = request.Arguments is [var program, ..] ? $"program {program}" : string.Join(", ", request.Commands.Select(command => command.Name));
        var status = result.Error is { } error ? $"{result.Status.ToWord()} ({error.Class})" : result.Status.ToWord();
        Ended(logger, level, step.Rule, step.VmName, what, status, step.Id);
    }

    [LoggerMessage(Message = "Rule {Rule} on VM {Vm}: {What}: {Status} (step {Step})")]
    private static partial void Ended(ILogger logger, LogLevel level, string rule, string vm, string what, string status, string step);

    [LoggerMessage(Level = LogLevel.Error, Message = "Step {Step} of rule {Rule} on VM {Vm} failed inside Reactor; whether it was done is unknown")]
    public static partial void Fault(ILogger logger, Exception error, string step, string rule, string vm);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Steps wait for the store: {Reason}")]
    public static partial void StoreUnavailable(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The guard of programs can't be run ({Reason}): what programs of exec actions have started outlives a daemon that is killed")]
    public static partial void NoGuard(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Program} of util-linux is not installed: {Consequence}")]
    public static partial void WrapperMissing(ILogger logger, string program, string consequence);
}
