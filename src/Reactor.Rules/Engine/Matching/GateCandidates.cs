namespace Reactor.Rules.Engine.Matching;

/// <summary>Those whose shared condition isn't plainly false, looked up where they can be.</summary>
internal sealed class GateCandidates(RuleSet rules, EventConditions conditions) : ICandidates
{
    private readonly List<StepGroup> _groups = [];
    private readonly List<int> _places = [];

    public List<int> Of(EventPlan plan)
    {
        _places.Clear();
        _groups.Clear();
        plan.Gates.AddTo(_groups, conditions.Activation);
        foreach (var group in _groups)
        {
            if (group.Gate < 0 || conditions.MayHold(group.Gate, rules.Rules[plan.Rules[group.Steps[0]].Rule]))
                _places.AddRange(group.Steps.AsSpan());
        }

        if (_groups.Count > 1)
            _places.Sort();
        return _places;
    }
}
