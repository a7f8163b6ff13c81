using System.Globalization;
using Reactor.Rules.Engine;

namespace Reactor.Bench.Patterns;

/// <summary>What an event costs that matches a rule with a pattern, by the number of keys that the rule holds.</summary>
internal sealed class PatternBenchmark : IBenchmark
{
    private const string MakingEvents = "an event made, given to nobody";

    private static readonly int[] s_sizes = [1, 1_000, 100_000];
    private readonly List<string> _memory = [];

    public string Name => "patterns";

    public string Subject => "an event that matches a rule with a pattern, its being made included; at 100,000 keys of 20 VMs (`state`: of 100,000). The baselines go over a list of what came";

    public string Target => "a windowed count at 100,000 keys costs about what it costs at 1,000";

    public IEnumerable<Measured> Measurements(bool isQuick)
    {
        var events = new KeyedEvents(s_sizes[^1]);
        yield return new(MakingEvents, count => Repeat(count, () => events.Next().Event.Data.Length));
        foreach (var kind in Kind.All)
        {
            foreach (var size in isQuick ? s_sizes[..^1] : s_sizes)
            {
                yield return ByList(kind, size);
                yield return Of(kind, size);
            }
        }
    }

    public IEnumerable<string> Findings(IReadOnlyDictionary<string, Figure> figures)
    {
        var making = figures[MakingEvents];
        foreach (var kind in Kind.All)
        {
            // A quick run leaves the most keys out.
            if (!figures.TryGetValue(Title(kind, 100_000), out var many))
                continue;
            var few = figures[Title(kind, 1_000)];
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{kind.Name}, 100,000 keys : 1,000 keys: {many.Median / few.Median:F2} by medians, {many.Least / few.Least:F2} by the least, {(many.Least - making.Least) / (few.Least - making.Least):F2} without making the event");
        }

        foreach (var line in _memory)
            yield return line;
    }

    private static Measured ByList(Kind kind, int size)
    {
        var (events, naive) = (kind.Events(size), new Naive(size, kind.Look));
        // The list alone is filled: going over it each time would take as long as it is, squared.
        for (var i = 0; i < size; i++)
            naive.Remember(events.Next());
        return new(ListTitle(kind, size), count => Repeat(count, () => naive.Take(events.Next())));
    }

    private Measured Of(Kind kind, int size)
    {
        var (engine, events, output) = (kind.Engine(), kind.Events(size), new EngineOutput());
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < size; i++)
            engine.Process(kind.Input(events.Next()), output);
        var held = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / size;
        if (engine.Counters.Single().Value.Keys != size)
            throw new InvalidOperationException($"{kind.Name} holds {engine.Counters.Single().Value.Keys} keys of {size}.");
        if (size == s_sizes[^1])
            _memory.Add(string.Create(CultureInfo.InvariantCulture, $"{kind.Name}: {held:F0} bytes held for a key after one event"));
        return new(Title(kind, size), count => Repeat(count, () => Process(kind, engine, events, output)), ListTitle(kind, size));
    }

    private static int Process(Kind kind, RuleEngine engine, KeyedEvents events, EngineOutput output)
    {
        engine.Process(kind.Input(events.Next()), output);
        return output.Errors.Count == 0 ? output.Matched : throw new InvalidOperationException(output.Errors[0].Message);
    }

    private static long Repeat(int count, Func<int> work)
    {
        long done = 0;
        for (var i = 0; i < count; i++)
            done += work();
        return done;
    }

    private static string Title(Kind kind, int size) => $"{kind.Name}, {size:N0} keys";

    private static string ListTitle(Kind kind, int size) => $"{Title(kind, size)}, by a list";
}
