using System.Globalization;
using FsCheck.Xunit;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;
using static Reactor.Rules.Tests.Engine.TestRules;

namespace Reactor.Rules.Tests.Engine;

/// <summary>The engine against a naive reference, over random streams, with restarts in between.</summary>
public sealed class RuleEngineProperties
{
    private static readonly Rule[] s_rules =
    [
        Rule("every", "GUEST_PANICKED STOP"),
        Rule("limited", "GUEST_PANICKED", by: ["data.action"], oncePer: TimeSpan.FromSeconds(10)),
        Rule("limited-by-vm", "GUEST_PANICKED", "data.action != \"run\"", by: ["data.action"], oncePer: TimeSpan.FromSeconds(7), limitBy: []),
        Rule("limited-short", "STOP RESUME", oncePer: TimeSpan.FromSeconds(3)),
        Rule("limited-by-event", "*", oncePer: TimeSpan.FromSeconds(20), limitBy: ["event.name"]),
    ];

    private static readonly RuleSet s_set = Set(s_rules);

    [Property(MaxTest = 100)]
    public void Firings_are_those_of_the_reference_however_often_the_engine_is_restarted(int seed)
    {
        var random = new Random(seed);
        var engine = EngineUnderTest.New(s_set);
        var reference = new Reference();
        var snapshot = engine.Snapshot();
        var log = new List<(SeenEvent Input, HashSet<string> Touched)>();
        var seconds = 0d;
        for (var i = 0; i < 150; i++)
        {
            seconds += random.Next(4) * 0.5;
            var input = Draw(random, i, seconds);

            var output = engine.Process(input);

            Assert.Equal(reference.Process(input), output.Firings.Select(f => (f.Rule.Name, f.Key.ToJson(), f.LimitedOnly, f.Match.Suppressed)));
            if (output.TouchedRules.Count > 0)
                log.Add((input, [.. output.TouchedRules]));
            if (random.Next(20) == 0)
            {
                snapshot = engine.Snapshot();
                log.Clear();
            }

            if (random.Next(15) == 0)
                engine = Restart(snapshot, log);
        }
    }

    [Property(MaxTest = 50)]
    public void Folding_the_log_gives_the_same_state_as_processing(int seed)
    {
        var random = new Random(seed);
        var engine = EngineUnderTest.New(s_set);
        var start = engine.Snapshot();
        var log = new List<(SeenEvent, HashSet<string>)>();
        for (var i = 0; i < 100; i++)
        {
            var input = Draw(random, i, i * random.NextDouble());
            var output = engine.Process(input);
            if (output.TouchedRules.Count > 0)
                log.Add((input, [.. output.TouchedRules]));
        }

        Assert.True(engine.Snapshot().Span.SequenceEqual(Restart(start, log).Snapshot().Span));
    }

    private static IRuleEngine Restart(ReadOnlyMemory<byte> snapshot, IEnumerable<(SeenEvent Input, HashSet<string> Touched)> log)
    {
        var engine = EngineUnderTest.New(s_set);
        engine.Restore(snapshot);
        foreach (var (input, touched) in log)
            engine.Fold(input, touched);
        return engine;
    }

    private static SeenEvent Draw(Random random, int ordinal, double seconds)
    {
        var name = new[] { "GUEST_PANICKED", "GUEST_PANICKED", "STOP", "RESUME", "VENDOR_EVENT" }[random.Next(5)];
        var data = name != "GUEST_PANICKED" ? "{}" : new[] { """{"action":"pause"}""", """{"action":"run"}""", """{"action":7}""", "{}", "nonsense" }[random.Next(5)];
        return Input(name, data, seconds, Vm(new[] { "a", "b" }[random.Next(2)]), ordinal.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>What the rules above mean, written down as plainly as can be: every match of the past is kept and looked through.</summary>
    private sealed class Reference
    {
        private readonly List<(string Rule, string LimitKey, DateTimeOffset At, bool Acted)> _past = [];

        public List<(string Rule, string Key, bool LimitedOnly, long Suppressed)> Process(SeenEvent input)
        {
            var result = new List<(string, string, bool, long)>();
            var name = input.Event.Name;
            var vm = $"{{\"vm\":\"{input.Vm.Id}\"";
            var action = System.Text.Encoding.UTF8.GetString(input.Event.Data.Span) switch
            {
                """{"action":"pause"}""" => "\"pause\"",
                """{"action":"run"}""" => "\"run\"",
                """{"action":7}""" => "7",
                _ => null,
            };
            var byAction = $"{vm},\"data.action\":{action}}}";
            if (name is "GUEST_PANICKED" or "STOP")
                result.Add(("every", vm + "}", false, 0));
            if (name == "GUEST_PANICKED" && action is not null)
                result.Add(Limited("limited", byAction, byAction, 10, input));
            if (name == "GUEST_PANICKED" && action is not null and not "\"run\"")
                result.Add(Limited("limited-by-vm", byAction, vm, 7, input));
            if (name is "STOP" or "RESUME")
                result.Add(Limited("limited-short", vm + "}", vm, 3, input));
            result.Add(Limited("limited-by-event", vm + "}", vm + name, 20, input));
            return result;
        }

        private (string, string, bool, long) Limited(string rule, string key, string limitKey, double seconds, SeenEvent input)
        {
            var same = _past.Where(p => p.Rule == rule && p.LimitKey == limitKey).ToList();
            var lastActed = same.FindLastIndex(p => p.Acted);
            var acts = lastActed < 0 || input.Event.At >= same[lastActed].At.AddSeconds(seconds);
            _past.Add((rule, limitKey, input.Event.At, acts));
            long held = same.Count - 1 - lastActed;
            return (rule, key, !acts, acts ? held : held + 1);
        }
    }
}
