using Reactor.Rules.Engine.Matching;

namespace Reactor.Rules.Engine.Handling;

/// <summary>Takes events: first what they end, then what they match, in the order of the files.</summary>
internal sealed class EventHandler(RuleSet rules, EngineState state, ClauseMatcher matcher, ICandidates candidates, StateHandler states, EngineRun run)
{
    public void Take(SeenEvent seen)
    {
        var plan = rules.PlanFor(seen.Event.Name);
        if (plan.Resolves.IsEmpty && plan.Rules.IsEmpty)
            return;
        matcher.Bind(seen);
        if (run.Only is null)
            state.Rules.Came(plan);

        // A resolution changes no state of the engine: there is nothing to fold.
        if (run.Only is null && !plan.Resolves.IsEmpty)
            Resolve(plan, seen);
        var isUnchanged = states.IsUnchanged(seen.Vm);
        foreach (var place in candidates.Of(plan))
        {
            var step = plan.Rules[place];
            var rule = state.Rules[step.Rule];
            if ((step.Clauses.IsEmpty && isUnchanged) || !run.IsFor(rule))
                continue;
            try
            {
                if (step.Clauses.IsEmpty ? states.See(rule, seen) : Match(step, rule, seen))
                    run.Output.Matched++;
            }
            catch (Exception e) when (EngineRun.IsDefect(e))
            {
                run.Quarantine(rule, e, seen.Vm);
            }
        }
    }

    private bool Match(RuleStep step, RuleState rule, SeenEvent seen)
    {
        var isUsed = false;
        foreach (var hit in matcher.HitsOf(step, rule, run))
        {
            if (rule.Plan.IsFleet)
            {
                run.Output.Forwards.Add(new FleetHit(rule.Rule.Name, rule.Fingerprint, hit.Key, hit.Clauses, 0, hit.Distinct, seen, seen.At));
                isUsed = true;
            }
            else
            {
                isUsed |= rule.Pattern.Take(hit, run);
            }
        }

        return isUsed;
    }

    private void Resolve(EventPlan plan, SeenEvent seen)
    {
        foreach (var step in plan.Resolves)
        {
            var rule = state.Rules[step.Rule];
            if (!run.IsFor(rule))
                continue;
            try
            {
                if (!matcher.Holds(step.Condition, rule, run))
                    continue;
                if (rule.Plan.IsFleet)
                    Forward(rule, step.Resolver, seen);
                else
                    run.Output.Resolutions.Add(new Resolution(rule.Rule, rule.Plan.Resolvers[step.Resolver].Alert, seen, step.Left));
            }
            catch (Exception e) when (EngineRun.IsDefect(e))
            {
                run.Quarantine(rule, e, seen.Vm);
            }
        }
    }

    // One for the rule, whatever of its entries it fits.
    private void Forward(RuleState rule, int resolver, SeenEvent seen)
    {
        var forwards = run.Output.Forwards;
        var bit = 1UL << resolver;
        if (forwards is [.., { Resolvers: not 0 } last] && last.Rule == rule.Rule.Name)
        {
            forwards[^1] = last with { Resolvers = last.Resolvers | bit };
            return;
        }

        forwards.Add(new FleetHit(rule.Rule.Name, rule.Fingerprint, null, 0, bit, null, seen, seen.At));
        run.Output.Matched++;
    }
}
