using FsCheck.Xunit;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;
using static Reactor.Rules.Tests.Engine.TestRules;

namespace Reactor.Rules.Tests.Engine.Matching;

public sealed class GatesTests
{
    private static readonly string[] s_data =
    [
        """{"device":"d0","reason":"r1"}""", """{"device":"d1","reason":"d2"}""", """{"device":"d2"}""", """{"device":"\u0064\u0033","reason":"r0"}""",
        """{"device":"dx","reason":"r2"}""", """{"device":5,"reason":null}""", """{"device":{"device":"d1"},"reason":["r1"]}""", "{}", "no JSON",
        $$"""{"device":"{{new string('d', 100)}}","reason":""}""",
    ];

    [Property(MaxTest = 500)]
    public void Rules_together_do_what_each_does_alone(int seed)
    {
        var random = new Random(seed);
        var rules = Enumerable.Range(0, random.Next(1, 20)).Select(i => Rule($"rule-{i}", "BLOCK_IO_ERROR", Condition(random))).ToArray();
        var together = new RuleEngine(Set(rules));
        var alone = rules.Select(r => new RuleEngine(Set(r))).ToArray();
        for (var i = 0; i < 10; i++)
        {
            var seen = Input("BLOCK_IO_ERROR", s_data[random.Next(s_data.Length)], i, Vm("web1", ("role", $"r{random.Next(3)}")));
            var output = together.Process(seen);
            var expected = alone.Select(e => e.Process(seen)).ToArray();
            Assert.Equal(expected.SelectMany(o => o.Firings).Select(f => f.Id), output.Firings.Select(f => f.Id));
            Assert.Equal(expected.SelectMany(o => o.Errors).Select(Told), output.Errors.Select(Told));
        }
    }

    [Fact]
    public void Rules_that_compare_one_field_with_many_texts_are_looked_up()
    {
        var set = Set([.. Enumerable.Range(0, 5).Select(i => Rule($"rule-{i}", "BLOCK_IO_ERROR", $"vm.labels.env == \"prod\" && data.device == \"d{i}\"")), Rule("other", "BLOCK_IO_ERROR")]);

        var gates = set.PlanFor("BLOCK_IO_ERROR").Gates;

        Assert.Equal(5, Assert.Single(gates.Indexes).All.Length);
        Assert.Equal(5, Assert.Single(Assert.Single(gates.Asked).Steps));
    }

    [Fact]
    public void Rules_that_compare_what_is_their_own_are_asked()
    {
        var set = Set([.. Enumerable.Range(0, 5).Select(i => Rule($"rule-{i}", "BLOCK_IO_ERROR", $"rule.name == \"rule-{i}\""))]);

        Assert.Empty(set.PlanFor("BLOCK_IO_ERROR").Gates.Indexes);
        Assert.Equal(5, new RuleEngine(set).Process(Input("BLOCK_IO_ERROR")).Firings.Count);
    }

    private static string? Condition(Random random)
    {
        var device = $"data.device == \"d{random.Next(5)}\"";
        var reason = $"\"r{random.Next(5)}\" == data.reason";
        var role = $"vm.labels.role == \"r{random.Next(3)}\"";
        return random.Next(9) switch
        {
            0 => null,
            1 => role,
            2 or 3 => device,
            4 => $"{role} && {device}",
            5 => $"({reason} && {role}) && {device}",
            6 => $"{reason} || {device}",
            7 => $"data.device != \"d{random.Next(5)}\" && {reason}",
            _ => $"{device} && data.device == \"d{random.Next(5)}\"",
        };
    }

    private static (string Rule, RuleErrorKind Kind, string Message) Told(RuleError error) => (error.Rule.Name, error.Kind, error.Message);
}
