using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;

namespace Reactor.Actors.Steps;

/// <summary>Carries one step out, once. Whatever goes wrong is a result.</summary>
internal sealed class StepAttempt(StepExecution execution, CancellationToken ending)
{
    private readonly StepLines _lines = new(execution.Time, execution.Logger);

    /// <summary>Whether it runs a program; else it asks a VM.</summary>
    public static bool IsProgram(StepRow step) => step.Kind == "exec";

    public async Task<StepResult> RunAsync(StepRow step)
    {
        var begin = execution.Clock.Now;
        var result = await TryAsync(step).ConfigureAwait(false);
        execution.Tracer.Ended(step, result, begin, execution.Clock.Now);
        return result;
    }

    private async Task<StepResult> TryAsync(StepRow step)
    {
        try
        {
            var request = StepRequestJson.Read(step.Request);
            var result = await (IsProgram(step) ? execution.Programs : execution.Commands)(step, request, ending).ConfigureAwait(false);
            _lines.Ended(step, request, result);
            return result;
        }
        catch (OperationCanceledException)
        {
            return StepResult.OfInterrupted(step.Id);
        }
        catch (InvalidDataException e)
        {
            return new() { Step = step.Id, Status = StepStatus.Refused, Error = new StepError(StepError.NotStarted, e.Message) };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A defect, or a fault of the system that nobody foresaw: how far it came can't be told. It costs the step, not the daemon.
            StepLog.Fault(execution.Logger, e, step.Id, step.Rule, step.VmName);
            return new() { Step = step.Id, Status = StepStatus.Unknown, Error = new StepError(StepError.Defect, $"{e.GetType().Name}: {e.Message}") };
        }
    }
}
