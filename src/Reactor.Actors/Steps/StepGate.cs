using Reactor.Actors.Clocks;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Store;

namespace Reactor.Actors.Steps;

/// <summary>
/// The last gate before a step is carried out: its partition is asked, then the store begins it, unless it is paused. Nothing is carried out
/// past a pause that is durable; where the store can't tell, it waits until the store can, as everything does.
/// </summary>
internal sealed class StepGate(StepPermission partition, IPauseStore pauses, EngineClock clock, TimeProvider time, Random random)
{
    /// <summary>A <see cref="StepPermission"/>.</summary>
    public async Task<StepResult?> WhyNotBeginAsync(StepRow step, CancellationToken ct)
    {
        if (await partition(step, ct).ConfigureAwait(false) is { } instead)
            return instead;
        var pauseBetween = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), random);
        while (true)
        {
            try
            {
                return await BeginAsync(step).ConfigureAwait(false);
            }
            catch (StoreUnavailableException e) when (!e.IsFinal)
            {
                try
                {
                    await Task.Delay(pauseBetween.Next(), time, ct).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    return NotBegun(step, e);
                }
            }
            catch (StoreUnavailableException e)
            {
                return NotBegun(step, e);
            }
        }
    }

    private async Task<StepResult?> BeginAsync(StepRow step) => await pauses.BeginStepAsync(step.Id, clock.Now).ConfigureAwait(false) is { } pause
        ? StepResult.OfHeld(step.Id, StepError.Paused, $"{pause.Id} of {pause.Scope}, {pause.Reason}")
        : null;

    private static StepResult NotBegun(StepRow step, StoreUnavailableException e) => new()
    {
        Step = step.Id,
        Status = StepStatus.Failed,
        Error = new StepError(StepError.NotStarted, $"the store can't tell whether actions are paused, so nothing was done: {e.Message}"),
    };
}
