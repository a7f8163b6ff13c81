using System.Globalization;
using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Bench.Engine;

/// <summary>What an event costs that matches nothing, which is most of them, by the number of rules.</summary>
internal sealed class EngineBenchmark : IBenchmark
{
    private static readonly int[] s_sizes = [10, 100, 1_000];

    // Of these names there is a rule in the smallest set already.
    private readonly SeenEvent[] _ruled = Events(ManyRules.Named.Take(s_sizes[0]));
    private readonly SeenEvent[] _spread = Events(ManyRules.Named);
    private readonly SeenEvent[] _unnamed = Events([ManyRules.Unnamed]);

    public string Name => "engine";

    public string Subject => $"an event that matches no rule, rules spread over {ManyRules.Spread} event names; the baseline is a table by name and conditions by hand";

    public string Target => "nothing allocated, and with 1,000 rules at most 1.5 times what it costs with 10";

    public IEnumerable<Measured> Measurements(bool isQuick)
    {
        foreach (var size in s_sizes)
        {
            var byHand = new ByHand(size);
            yield return new($"{size:N0} rules, by hand", count => Run(byHand, _ruled, count));
            foreach (var conditions in Enum.GetValues<Conditions>())
                yield return Of(size, conditions, "named", _ruled, $"{size:N0} rules, by hand");
            yield return Of(size, Conditions.Different, "all 60 names", _spread, null);
            yield return Of(size, Conditions.Different, "named by none", _unnamed, null);
        }
    }

    public IEnumerable<string> Findings(IReadOnlyDictionary<string, Figure> figures)
    {
        foreach (var (conditions, events) in Enum.GetValues<Conditions>().Select(c => (c, "named")).Append((Conditions.Different, "all 60 names")).Append((Conditions.Different, "named by none")))
        {
            var few = figures[Title(s_sizes[0], conditions, events)];
            var many = figures[Title(s_sizes[^1], conditions, events)];
            yield return string.Create(CultureInfo.InvariantCulture, $"1,000 rules : 10 rules, {Words(conditions)}, {events}: {many.Median / few.Median:F2} by medians, {many.Least / few.Least:F2} by the least");
        }

        var (different, equal) = (figures[Title(100, Conditions.Different, "named")], figures[Title(100, Conditions.Equal, "named")]);
        yield return string.Create(CultureInfo.InvariantCulture, $"100 rules, conditions different : equal: {different.Least / equal.Least:F2} by the least");
    }

    private static Measured Of(int size, Conditions conditions, string title, SeenEvent[] events, string? baseline)
    {
        var engine = new RuleEngine(Loaded.Rules(ManyRules.Text(size, conditions)));
        var output = new EngineOutput();
        return new(Title(size, conditions, title), count => Run(engine, output, events, count), baseline);
    }

    private static string Title(int size, Conditions conditions, string events) => $"{size:N0} rules, {Words(conditions)}, {events}";

    private static string Words(Conditions conditions) => conditions switch
    {
        Conditions.Different => "a text each",
        Conditions.Equal => "equal",
        Conditions.Ordered => "an order each",
        Conditions.HalfMet => "an order each, half met",
        _ => "a function each",
    };

    private static long Run(RuleEngine engine, EngineOutput output, SeenEvent[] events, int count)
    {
        long matched = 0;
        for (int i = 0, at = 0; i < count; i++)
        {
            engine.Process(events[at], output);
            matched += output.Matched;
            at = at + 1 == events.Length ? 0 : at + 1;
        }

        return matched == 0 ? count : throw new InvalidOperationException("An event matched that should match nothing.");
    }

    private static long Run(ByHand byHand, SeenEvent[] events, int count)
    {
        long matched = 0;
        for (int i = 0, at = 0; i < count; i++)
        {
            matched += byHand.Process(events[at]);
            at = at + 1 == events.Length ? 0 : at + 1;
        }

        return matched + count;
    }

    private static SeenEvent[] Events(IEnumerable<EventSchema> schemas) => [.. schemas.SelectMany(ManyEvents.Of)];
}
