namespace Reactor.Rules.Engine.Handling;

/// <summary>Takes what became of connections.</summary>
internal sealed class LinkHandler(RuleSet rules, EngineState state, StateHandler states, DeadlineHandler deadlines, EngineRun run)
{
    public void Take(LinkChanged link)
    {
        SetHeard(link.Vm.Id, link.State);

        // What is known of a VM that is gone is not what it is now.
        if (link.State is LinkState.Ended or LinkState.Removed)
            states.Forget(link.Vm.Id);
        else
            states.Take(link.Vm, link.Id, link.At);
        foreach (var rule in state.Rules.Held)
        {
            if (!run.IsFor(rule))
                continue;
            try
            {
                if (link.State != LinkState.Removed)
                    rule.Pattern.Link(link, run);
                else if (rule.Forget(link.Vm.Id))
                    run.Touch(rule);
            }
            catch (Exception e) when (EngineRun.IsDefect(e))
            {
                run.Quarantine(rule, e, link.Vm);
            }
        }

        deadlines.TakeOverdue();
        run.Output.Matched += run.Overdue.Count;
    }

    // Who can be heard is the engine's own: a rule to which it matters may open a deadline meanwhile. One word stands for all such rules in the
    // log, since a host that goes takes thousands of VMs with it.
    private void SetHeard(string vmId, LinkState link)
    {
        if (link == LinkState.Missed || !rules.HasGapRules)
            return;
        if (link == LinkState.Lost)
            state.Unheard[vmId] = run.Now;
        else if (!state.Unheard.Remove(vmId))
            return;
        run.TouchEngine();
    }
}
