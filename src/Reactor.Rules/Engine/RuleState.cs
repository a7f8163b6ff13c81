using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Engine.Limits;
using Reactor.Rules.Engine.Matching;
using Reactor.Rules.Engine.Patterns;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine;

/// <summary>What an engine holds of one rule.</summary>
internal sealed class RuleState
{
    public RuleState(RulePlan plan, EngineState engine, RuleCounters counters)
    {
        Plan = plan;
        Counters = counters;
        Pattern = PatternState.Of(this, engine);
        Limits = plan.Rule.Limit is { } limit ? new RuleLimits(this, limit, engine.LimitEnds) : null;
        Previous = plan.ReadsPrevious ? new PreviousMatches(KeyBounds.Of(plan.IsFleet)) : null;
        Own = plan.Rule.IgnoresOwnEffects ? new OwnEffects() : null;
    }

    public RulePlan Plan { get; }

    public Rule Rule => Plan.Rule;

    public string Fingerprint => Plan.Rule.Fingerprint;

    public RuleCounters Counters { get; }

    /// <summary>Its partial matches.</summary>
    public PatternState Pattern { get; }

    /// <summary>Null: it has no limit.</summary>
    public RuleLimits? Limits { get; }

    /// <summary>Null: nothing asks for the match before.</summary>
    public PreviousMatches? Previous { get; }

    /// <summary>Null: it takes the effects of its own commands for what they are.</summary>
    public OwnEffects? Own { get; }

    public long KeyCount => Pattern.Count + (Limits?.Count ?? 0) + (Previous?.Count ?? 0);

    /// <summary>Drops all that is held of a VM. Whether there was anything.</summary>
    public bool Forget(string vmId)
    {
        var isChanged = Pattern.Forget(vmId);
        isChanged |= Limits?.Forget(vmId) ?? false;
        isChanged |= Previous?.Forget(vmId) ?? false;
        return isChanged | (Own?.Forget(vmId) ?? false);
    }
}
