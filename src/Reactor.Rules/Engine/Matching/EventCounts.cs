namespace Reactor.Rules.Engine.Matching;

/// <summary>
/// How often events of each name came, from which follows how often each rule had to be decided: one number for each event, whatever the number of rules. The same
/// for every engine, since whether a rule is asked by itself or found by an index or a network makes no difference.
/// </summary>
/// <param name="rules">How many rules there are.</param>
internal sealed class EventCounts(int rules)
{
    private Entry[] _entries = [];
    private long[] _unnumbered = [];

    private record struct Entry(EventPlan? Plan, long Count);

    /// <summary>One came.</summary>
    public void Add(EventPlan plan)
    {
        if ((uint)plan.Number < (uint)_entries.Length)
            _entries[plan.Number] = new(plan, _entries[plan.Number].Count + 1);
        else
            AddFirst(plan);
    }

    /// <summary>By the position of each rule, events of a name in its <c>when</c>.</summary>
    public long[] ByRule()
    {
        var counts = new long[rules];
        _unnumbered.CopyTo(counts, 0);
        foreach (var (plan, count) in _entries)
        {
            foreach (var step in plan?.Rules ?? [])
                counts[step.Rule] += step.Clauses.IsEmpty ? 0 : count;
        }

        return counts;
    }

    private void AddFirst(EventPlan plan)
    {
        if (plan.Number >= 0)
        {
            Array.Resize(ref _entries, plan.Number + 1);
            _entries[plan.Number] = new(plan, 1);
            return;
        }

        if (_unnumbered.Length == 0)
            _unnumbered = new long[rules];
        foreach (var step in plan.Rules)
            _unnumbered[step.Rule] += step.Clauses.IsEmpty ? 0 : 1;
    }
}
