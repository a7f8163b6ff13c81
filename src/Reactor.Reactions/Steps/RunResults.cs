using Reactor.Rules.Model;

namespace Reactor.Reactions.Steps;

/// <summary>What a run keeps of what its steps gave, within bounds.</summary>
internal sealed class RunResults(StepBounds bounds, StepTally tally)
{
    /// <summary>Keeps answers as <c>gathered</c>.</summary>
    public StepRun Gather(StepRun run, StepResult result)
    {
        foreach (var answer in result.Results)
        {
            if (answer.Return is not { } returned)
            {
                continue;
            }

            var room = Math.Min(bounds.MaxResultBytes, bounds.MaxRunBytes - Kept(run));
            tally.Truncated += returned.Length > room ? 1 : 0;
            run = run with { Gathered = run.Gathered.SetItem(answer.Command, returned.Length > room ? KeptJson.Truncated : returned) };
        }

        return run;
    }

    /// <summary>The step has ended: keeps how, where it has a name.</summary>
    public StepRun Note(StepRun run, StepAction action, StepOutcome outcome)
    {
        run = run with { Current = null };
        if (action.Name is not { } name)
        {
            return run;
        }

        var room = Math.Clamp(bounds.MaxRunBytes - Kept(run), 512, bounds.MaxResultBytes);
        var json = outcome.ToJson((int)room, out var truncated);
        tally.Truncated += truncated ? 1 : 0;
        return run with { Steps = run.Steps.SetItem(name, json) };
    }

    private static long Kept(StepRun run) => KeptJson.Size(run.Gathered) + KeptJson.Size(run.Steps);
}
