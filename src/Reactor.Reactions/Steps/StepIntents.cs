using System.Collections.Immutable;
using System.Globalization;
using Reactor.Cel;
using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Steps;

/// <summary>A taking from a named budget for the values at hand; null where there is no such budget, or its key can't be made.</summary>
/// <param name="name">The budget's name.</param>
/// <param name="activation">What its <c>by</c> may name.</param>
internal delegate BudgetTake? BudgetTaking(string name, CelActivation activation);

/// <summary>Makes intents of steps: what is to be done, rendered and within bounds, and what it takes from its budget.</summary>
internal sealed class StepIntents(BudgetTaking budgets, StepBounds bounds)
{
    /// <summary>The intent; null where there can't be one, and then why.</summary>
    /// <param name="run">The run.</param>
    /// <param name="action">The step's action.</param>
    /// <param name="phase">What it is to do.</param>
    /// <param name="attempt">From 1.</param>
    /// <param name="context">What expressions see.</param>
    /// <param name="render">Renders it.</param>
    /// <param name="cut">What of it is not whole: <see cref="StepRequest.Cut"/>.</param>
    /// <param name="error">Why there is none.</param>
    public StepRow? TryMake(
        StepRun run, StepAction action, StepPhase phase, int attempt, FiringContext context, Func<FiringContext, (StepRequest Request, BudgetTake? Budget)> render,
        out ImmutableArray<string> cut, out StepError? error)
    {
        ReadOnlyMemory<byte> request;
        BudgetTake? budget;
        cut = [];
        try
        {
            (var rendered, budget) = render(context);
            cut = rendered.Cut;
            request = StepRequestJson.Write(rendered);
        }
        catch (StepRefusedException refused)
        {
            error = refused.Error;
            return null;
        }
        catch (Exception e) when (Defect.Is(e))
        {
            error = new StepError(StepError.Defect, $"{e.GetType().Name}: {e.Message}");
            return null;
        }

        // What a program is given was cut where it had to be: a guest can't keep it from being run.
        error = action is not ExecAction && request.Length > bounds.MaxRequestBytes
            ? new StepError(StepError.TooLarge, $"what it is to do has {request.Length} bytes, and {bounds.MaxRequestBytes} are allowed")
            : null;
        return error is not null ? null : new StepRow
        {
            Id = StableId.Of("s_", run.Id, action.Path, phase.ToString(), attempt.ToString(CultureInfo.InvariantCulture)),
            FiringId = run.Firing.Id,
            Rule = run.Rule.Name,
            ActionPath = phase == StepPhase.Asking ? $"{action.Path}.only_if" : action.Path,
            Kind = action.Kind,
            VmId = run.Firing.Vm.Id,
            VmName = run.Firing.Vm.Name,
            IntendedAt = context.Now,
            Request = request,
            Budget = budget,
        };
    }

    /// <summary>A step that is left out since it is held: kept to be seen. Null where what it would have done can't be rendered.</summary>
    public StepRow? MakeHeld(StepRun run, StepAction action, int attempt, FiringContext context, Func<FiringContext, StepRequest> render, Held why) =>
        TryMake(run, action, StepPhase.Acting, attempt, context, c => (render(c), null), out _, out _) is { } step
            ? step with { Ended = StepResult.OfHeld(step.Id, why.Reason, why.By) }
            : null;

    /// <summary>What the action takes from its budget; null where it has none.</summary>
    public BudgetTake? Take(FiringContext context, StepAction action) => action.Budget is not { } budget
        ? null
        : budgets(budget, context.Activation)
            ?? throw new StepRefusedException(new StepError(StepError.BudgetUnknown, $"the budget {budget} is not configured, or its `by` has no value here"));
}
