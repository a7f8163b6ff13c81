using Reactor.Actors.Clocks;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Store;

namespace Reactor.Actors.Steps;

/// <summary>
/// The last gate before a step is carried out: its partition is asked, then the store begins it, unless it is paused. Nothing is carried out
/// past a pause that is durable; where the store can't tell, nothing is carried out either.
/// </summary>
internal sealed class StepGate(StepPermission partition, IPauseStore pauses, EngineClock clock)
{
    /// <summary>A <see cref="StepPermission"/>.</summary>
    public async Task<StepResult?> WhyNotBeginAsync(StepRow step, CancellationToken ct)
    {
        if (await partition(step, ct).ConfigureAwait(false) is { } instead)
            return instead;
        try
        {
            return await pauses.BeginStepAsync(step.Id, clock.Now).ConfigureAwait(false) is { } pause
                ? StepResult.OfHeld(step.Id, StepError.Paused, $"{pause.Id} of {pause.Scope}, {pause.Reason}")
                : null;
        }
        catch (StoreUnavailableException e)
        {
            return new()
            {
                Step = step.Id,
                Status = StepStatus.Failed,
                Error = new StepError(StepError.NotStarted, $"the store can't tell whether actions are paused, so nothing was done: {e.Message}"),
            };
        }
    }
}
