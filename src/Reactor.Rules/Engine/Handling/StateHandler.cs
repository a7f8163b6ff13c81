using Reactor.Rules.Engine.Matching;
using Reactor.Rules.Engine.Patterns;

namespace Reactor.Rules.Engine.Handling;

/// <summary>Shows VMs to the rules over state.</summary>
internal sealed class StateHandler(RuleSet rules, EngineState state, ClauseMatcher matcher, EngineRun run)
{
    private readonly StateWatch _watch = new();

    /// <summary>Whether there is nothing in a VM that the rules over state haven't seen. It counts as seen from now on.</summary>
    // What is folded is for some rules alone: what it shows is not what all have seen last.
    public bool IsUnchanged(VmView vm) => run.Only is null && !rules.StateRules.IsEmpty && _watch.IsUnchanged(vm);

    /// <summary>The VM may look another way next time, whatever it looked like.</summary>
    public void Forget(string vmId) => _watch.Forget(vmId);

    /// <summary>An input that shows a VM and is no event.</summary>
    public void Take(VmView vm, string id, DateTimeOffset at)
    {
        if (rules.StateRules.IsEmpty || IsUnchanged(vm))
            return;
        var seen = StateWatch.EventOf(vm, id, at);
        matcher.Bind(vm);
        foreach (var step in rules.StateRules)
        {
            var rule = state.Rules[step.Rule];
            if (!run.IsFor(rule))
                continue;
            try
            {
                if (See(rule, seen))
                    run.Output.Matched++;
            }
            catch (Exception e) when (EngineRun.IsDefect(e))
            {
                run.Quarantine(rule, e, vm);
            }
        }
    }

    /// <summary>Shows a VM, to which the matcher is bound, to one rule. Whether that changed anything.</summary>
    public bool See(RuleState rule, SeenEvent seen)
    {
        run.CountersOf(rule).StateLooks++;
        return ((LastingState)rule.Pattern).See(matcher.Holds(rule.Plan.State, rule, run), seen, run);
    }
}
