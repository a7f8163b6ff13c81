using Reactor.Rules.Engine.Matching;
using Reactor.Rules.Engine.Patterns;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Handling;

/// <summary>
/// Takes what a VM's partition made of an event for a fleet rule. Where the rule was edited while that was under way, the event is looked at
/// again, under the rule as it is: as if it had come just now. It stays here all the same: only what it means to the same key is taken.
/// </summary>
internal sealed class FleetHitHandler(RuleSet rules, EngineState state, ClauseMatcher matcher, EngineRun run)
{
    public void Take(FleetHit hit)
    {
        if (!rules.TryFind(hit.Rule, out var plan) || !plan.IsFleet || !plan.IsLive)
        {
            PassOver(hit, "the rule is gone, disabled, or for single VMs by now");
            return;
        }

        var rule = state.Rules[plan.Position];
        if (!run.IsFor(rule))
            return;
        try
        {
            if (rule.Fingerprint == hit.Fingerprint)
                Take(rule, hit);
            else if (!TakeAgain(rule, hit))
                PassOver(hit, "the rule means something else by now, and nothing under this key");
        }
        catch (Exception e) when (EngineRun.IsDefect(e))
        {
            run.Quarantine(rule, e, hit.Seen.Vm);
        }
    }

    // Nothing is lost with one that resolves: the alerts of a rule that is gone have ended, those of another go by what that now says.
    private void PassOver(FleetHit hit, string why) => run.Output.PassedOver = hit.Key is null ? null : why;

    private void Take(RuleState rule, FleetHit hit)
    {
        // A resolution changes no state of the engine: there is nothing to fold.
        if (run.Only is null)
            Resolve(rule, hit);
        if (hit.Key is { } key && hit.Clauses != 0 && rule.Pattern.Take(new Hit(hit.Seen, key, hit.Clauses, hit.Distinct), run))
            run.Output.Matched++;
    }

    private void Resolve(RuleState rule, FleetHit hit)
    {
        for (var i = 0; i < rule.Plan.Resolvers.Length; i++)
        {
            if ((hit.Resolvers & (1UL << i)) != 0 && rule.Plan.Resolvers[i] is { Entry: EventResolver entry } resolver)
                run.Output.Resolutions.Add(new Resolution(rule.Rule, resolver.Alert, hit.Seen, rules.LeftOf(entry)));
        }
    }

    private bool TakeAgain(RuleState rule, FleetHit hit)
    {
        var plan = rules.PlanFor(hit.Seen.Event.Name);
        matcher.Bind(hit.Seen);
        return hit.Key is null ? ResolveAgain(plan, rule, hit) : MatchAgain(plan, rule, hit);
    }

    // Alerts survive the edits of their rule: what the rule now says ends them.
    private bool ResolveAgain(EventPlan plan, RuleState rule, FleetHit hit)
    {
        foreach (var step in run.Only is null ? plan.Resolves : [])
        {
            if (step.Rule == rule.Plan.Position && matcher.Holds(step.Condition, rule, run))
                run.Output.Resolutions.Add(new Resolution(rule.Rule, rule.Plan.Resolvers[step.Resolver].Alert, hit.Seen, step.Left));
        }

        return true;
    }

    private bool MatchAgain(EventPlan plan, RuleState rule, FleetHit hit)
    {
        foreach (var step in plan.Rules)
        {
            if (step.Rule != rule.Plan.Position)
                continue;
            foreach (var now in matcher.HitsOf(step, rule, run))
            {
                if (!now.Key.Equals(hit.Key))
                    continue;
                if (rule.Pattern.Take(now, run))
                    run.Output.Matched++;
                return true;
            }
        }

        return false;
    }
}
