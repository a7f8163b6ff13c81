using Reactor.Rules.Engine.Matching;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine;

/// <summary>
/// What an engine holds of its rules, each from when it's first needed: of a thousand rules most never hold anything in most partitions, and a
/// reload makes all of it anew in each of them.
/// </summary>
internal sealed class RuleStates
{
    private readonly RuleSet _rules;
    private readonly EngineState _engine;
    private readonly RuleState?[] _held;
    private readonly RuleCounters?[] _counters;
    private readonly EventCounts _events;

    /// <summary>Of an engine without state.</summary>
    public RuleStates(RuleSet rules, EngineState engine)
        : this(rules, engine, new RuleCounters?[rules.Plans.Length], new EventCounts(rules.Plans.Length))
    {
    }

    /// <summary>Of one that loses its state and goes on counting.</summary>
    public RuleStates(EngineState engine, RuleStates before)
        : this(before._rules, engine, before._counters, before._events)
    {
    }

    private RuleStates(RuleSet rules, EngineState engine, RuleCounters?[] counters, EventCounts events)
    {
        (_rules, _engine, _counters, _events) = (rules, engine, counters, events);
        _held = new RuleState?[counters.Length];
    }

    /// <summary>Those that were needed, in the order of the files. The others hold nothing.</summary>
    public IEnumerable<RuleState> Held => _held.OfType<RuleState>();

    /// <summary>What was counted, per rule, in the order of the files.</summary>
    public IEnumerable<KeyValuePair<Rule, RuleCounters>> Counters
    {
        get
        {
            var events = _events.ByRule();
            return _rules.Plans.Select(plan =>
            {
                // Nobody counts in a new one: a rule that counts has its own.
                var counters = _counters[plan.Position] ?? new RuleCounters();
                counters.Keys = _held[plan.Position]?.KeyCount ?? 0;
                counters.Evaluated = events[plan.Position] + counters.StateLooks;
                return KeyValuePair.Create(plan.Rule, counters);
            });
        }
    }

    /// <summary>An event came that is for all rules.</summary>
    public void Came(EventPlan plan) => _events.Add(plan);

    /// <summary>That of a rule, by its position in the set.</summary>
    public RuleState this[int position] => _held[position] ??= new RuleState(_rules.Plans[position], _engine, _counters[position] ??= new RuleCounters());
}
