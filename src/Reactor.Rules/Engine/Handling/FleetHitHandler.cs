using Reactor.Rules.Engine.Patterns;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Handling;

/// <summary>Takes what a VM's partition made of an event for a fleet rule.</summary>
internal sealed class FleetHitHandler(RuleSet rules, EngineState state, EngineRun run)
{
    public void Take(FleetHit hit)
    {
        if (!rules.TryFind(hit.Rule, out var plan))
            return;
        var rule = state.Rules[plan.Position];
        if (rule.Fingerprint != hit.Fingerprint || !plan.IsFleet || !run.IsFor(rule))
            return;
        try
        {
            if (run.Only is null)
                Resolve(rule, hit);
            if (hit.Key is { } key && hit.Clauses != 0 && rule.Pattern.Take(new Hit(hit.Seen, key, hit.Clauses, hit.Distinct), run))
                run.Output.Matched++;
        }
        catch (Exception e) when (EngineRun.IsDefect(e))
        {
            run.Quarantine(rule, e, hit.Seen.Vm);
        }
    }

    private void Resolve(RuleState rule, FleetHit hit)
    {
        for (var i = 0; i < rule.Plan.Resolvers.Length; i++)
        {
            if ((hit.Resolvers & (1UL << i)) != 0 && rule.Plan.Resolvers[i] is { Entry: EventResolver entry } resolver)
                run.Output.Resolutions.Add(new Resolution(rule.Rule, resolver.Alert, hit.Seen, rules.LeftOf(entry)));
        }
    }
}
