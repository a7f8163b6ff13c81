using Reactor.Rules.Engine.Keys;

namespace Reactor.Rules.Engine;

/// <summary>All that an engine holds.</summary>
internal sealed class EngineState
{
    public EngineState(RuleSet rules) => Rules = new RuleStates(rules, this);

    private EngineState(RuleStates before) => Rules = new RuleStates(this, before);

    /// <summary>By their position in the set.</summary>
    public RuleStates Rules { get; }

    /// <summary>Of patterns.</summary>
    public DeadlineQueue Deadlines { get; } = new();

    /// <summary>Spans of limits that have something to tell when they end.</summary>
    public DeadlineQueue LimitEnds { get; } = new();

    /// <summary>VMs that can't be heard now, and since when (in ticks; told again, as at a restart: since then). Kept only while there are rules to which that matters.</summary>
    public SortedDictionary<string, long> Unheard { get; } = new(StringComparer.Ordinal);

    /// <summary>When the state last changed, in ticks: what was over by then means nothing, and isn't written.</summary>
    public long ChangedAt { get; set; }

    /// <summary>An empty one of the same rules; what was counted goes on.</summary>
    public EngineState Emptied() => new(Rules);
}
