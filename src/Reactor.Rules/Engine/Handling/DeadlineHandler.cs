using Reactor.Rules.Engine.Keys;

namespace Reactor.Rules.Engine.Handling;

/// <summary>Ends what is due.</summary>
internal sealed class DeadlineHandler(EngineState state, EngineRun run)
{
    /// <summary>Time passed.</summary>
    public void Take(TimePassed time)
    {
        // First what was held back is told: a match at this time finds those spans over.
        TakeDue(state.LimitEnds, run.Now, EndLimit);
        TakeDue(state.Deadlines, Math.Min(run.Now, time.Before?.UtcTicks ?? run.Now), EndPattern);
        run.Output.Matched += run.Output.Firings.Count;
    }

    /// <summary>The VM of these is heard again; they are out of the queue already.</summary>
    public void TakeOverdue()
    {
        run.Overdue.Sort((a, b) => a.IsBefore(b) ? -1 : b.IsBefore(a) ? 1 : 0);
        foreach (var deadline in run.Overdue)
            End(deadline, EndPattern);
    }

    private void TakeDue(DeadlineQueue queue, long before, Action<Deadline> end)
    {
        List<Deadline>? others = null;
        while (queue.TryTake(before, out var deadline))
        {
            if (run.IsFor(deadline.Rule))
                End(deadline, end);
            else if (!deadline.Rule.Counters.IsQuarantined)
                (others ??= []).Add(deadline);
        }

        // What is folded into some rules leaves the others alone.
        foreach (var deadline in others ?? [])
            queue.Set(deadline, deadline.Due);
    }

    private void End(Deadline deadline, Action<Deadline> end)
    {
        try
        {
            end(deadline);
        }
        catch (Exception e) when (EngineRun.IsDefect(e))
        {
            run.Quarantine(deadline.Rule, e, null, deadline.RuleKey);
        }
    }

    private void EndLimit(Deadline deadline)
    {
        run.Touch(deadline.Rule);
        run.Output.LimitEnds.Add(deadline.Rule.Limits!.End(deadline));
    }

    private void EndPattern(Deadline deadline) => deadline.Rule.Pattern.End(deadline, run);
}
