using System.Globalization;
using Reactor.Bench.Engine;
using Reactor.Rules.Engine;
using Reactor.Rules.NRules;

namespace Reactor.Bench.Engines;

/// <summary>The engines beside each other: by the number of rules for an event that matches none, and by the facts that a window holds.</summary>
internal sealed class EnginesBenchmark : IBenchmark
{
    private static readonly int[] s_rules = [10, 100, 1_000];
    private static readonly string[] s_engines = ["default", "NRules"];
    private static readonly string[] s_conditions = ["a text each", "equal"];
    private static readonly int[] s_facts = [1_000, 10_000, 100_000];

    // Of these names there is a rule in the smallest set already.
    private readonly SeenEvent[] _events = [.. ManyRules.Named.Take(s_rules[0]).SelectMany(ManyEvents.Of)];

    public string Name => "engines";

    public string Subject => $"an event that matches no rule, rules spread over {ManyRules.Spread} event names; and one that enters a window, counted in {GroupedWindow.Groups} groups or joined";

    public string Target => "none: which engine is for what";

    public IEnumerable<Measured> Measurements(bool isQuick)
    {
        foreach (var conditions in new[] { Conditions.Different, Conditions.Equal })
        {
            foreach (var size in s_rules)
            {
                var rules = Loaded.Rules(ManyRules.Text(size, conditions));
                var title = $"{size:N0} rules, {(conditions == Conditions.Equal ? "equal" : "a text each")}";
                yield return Of($"{title}, default", new RuleEngine(rules), null);
                yield return Of($"{title}, NRules", NRulesEngine.Create(rules), $"{title}, default");
            }
        }

        foreach (var size in s_facts)
        {
            var (rings, grouped) = (new RingWindow(size), new GroupedWindow(size));
            foreach (var measured in Pair($"a count over {size:N0}", rings.Next, grouped.Next))
                yield return measured;
        }

        foreach (var size in s_facts)
        {
            var (sequence, joined) = (new SequenceWindow(size), new JoinedWindow(size));
            foreach (var measured in Pair($"a sequence, {size:N0} begun", sequence.Next, joined.Next))
                yield return measured;
        }
    }

    public IEnumerable<string> Findings(IReadOnlyDictionary<string, Figure> figures) =>
        from engine in s_engines
        from conditions in s_conditions
        let few = figures[$"10 rules, {conditions}, {engine}"]
        let many = figures[$"1,000 rules, {conditions}, {engine}"]
        select string.Create(CultureInfo.InvariantCulture, $"1,000 rules : 10 rules, {conditions}, {engine}: {many.Median / few.Median:F2} by medians, {many.Least / few.Least:F2} by the least");

    private Measured Of(string title, IRuleEngine engine, string? baseline)
    {
        var output = new EngineOutput();
        return new(title, count =>
        {
            long matched = 0;
            for (int i = 0, at = 0; i < count; i++)
            {
                engine.Process(_events[at], output);
                matched += output.Matched;
                at = at + 1 == _events.Length ? 0 : at + 1;
            }

            return matched == 0 ? count : throw new InvalidOperationException("An event matched that should match nothing.");
        }, baseline);
    }

    private static IEnumerable<Measured> Pair(string title, Func<int> ours, Func<int> theirs) =>
        [new($"{title}, default", count => Repeat(count, ours)), new($"{title}, facts of NRules", count => Repeat(count, theirs), $"{title}, default")];

    private static long Repeat(int count, Func<int> work)
    {
        long done = 0;
        for (var i = 0; i < count; i++)
            done += work();
        return done;
    }
}
