using NRules;
using Reactor.Rules.Engine.Matching;

namespace Reactor.Rules.NRules.Network;

/// <summary>Those of which the network found a clause: the event is inserted, what it activated is fired, and it is retracted.</summary>
internal sealed class NetworkCandidates(ISession session, EventTypes types, EventConditions conditions, FoundRules found) : ICandidates
{
    private readonly Dictionary<Type, EventFact> _facts = [];
    private readonly List<int> _places = [];

    public List<int> Of(EventPlan plan)
    {
        _places.Clear();
        var fact = FactOf(plan.Event);
        if (fact is not null)
            Find(fact);
        for (var place = 0; place < plan.Rules.Length; place++)
        {
            // Rules over a VM's state have no clauses. A name that has no type came up after the rules were loaded: its rules are all asked.
            var step = plan.Rules[place];
            if (fact is null || step.Clauses.IsEmpty || found.Has(step.Rule))
                _places.Add(place);
        }

        return _places;
    }

    private void Find(EventFact fact)
    {
        found.StartEvent();
        session.Insert(fact);
        session.Fire();
        session.Retract(fact);
    }

    private EventFact? FactOf(string eventName)
    {
        if (types.ClassOf(eventName) is not { } type)
            return null;
        if (!_facts.TryGetValue(type, out var fact))
        {
            fact = (EventFact)Activator.CreateInstance(type)!;
            fact.Conditions = conditions;
            fact.Rules = found;
            _facts.Add(type, fact);
        }

        return fact;
    }
}
