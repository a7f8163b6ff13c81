using FsCheck.Xunit;
using Reactor.Rules.Engine;
using Reactor.Rules.Engine.Matching;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;
using static Reactor.Rules.Tests.Engine.TestRules;

namespace Reactor.Rules.Tests.Engine.Matching;

public sealed class GatesTests
{
    // The catalogue has none such, so its data may be anything.
    private const string Vendor = "VENDOR_EVENT";

    [Property(MaxTest = 400 / EngineUnderTest.Dear)]
    public void Rules_together_do_what_each_does_alone(int seed)
    {
        var random = new Random(seed);
        var conditions = new RandomConditions(random);
        var rules = Enumerable.Range(0, random.Next(1, 25)).Select(i => Rule($"rule-{i}", Vendor, conditions.Condition())).ToArray();
        var together = EngineUnderTest.New(Set(rules));
        var alone = rules.Select(r => EngineUnderTest.New(Set(r))).ToArray();
        for (var i = 0; i < 10; i++)
        {
            var seen = Input(Vendor, conditions.Data(), i, Vm("web1", ("role", $"r{random.Next(3)}")));
            var output = together.Process(seen);
            var expected = alone.Select(e => e.Process(seen)).ToArray();
            Assert.Equal(expected.SelectMany(o => o.Firings).Select(f => f.Id), output.Firings.Select(f => f.Id));
            Assert.Equal(expected.SelectMany(o => o.Errors).Select(Told), output.Errors.Select(Told));
            Assert.Equal(expected.Sum(o => o.Matched), output.Matched);
        }

        Assert.Equal(alone.SelectMany(e => e.Counters).Select(c => c.Value.ConditionErrors), together.Counters.Select(c => c.Value.ConditionErrors));
    }

    [Theory]
    [InlineData("vm.labels.env == \"prod\" && data.device == \"d{0}\"")]
    [InlineData("data.device in [\"d{0}\", \"e{0}\"]")]
    [InlineData("data.n == {0}")]
    public void Rules_that_want_one_field_to_be_equal_to_many_constants_are_looked_up(string condition)
    {
        var gates = GatesOf(5, condition);

        Assert.Equal(5, Assert.IsType<EqualIndex>(Assert.Single(gates.Indexes)).All.Length);
        Assert.Equal(5, Assert.Single(Assert.Single(gates.Asked).Steps));
    }

    [Theory]
    [InlineData("{0}.5 >= data.n")]
    [InlineData("data.n > {0} && data.n < {0} + 1")]
    [InlineData("event.at < timestamp(\"2026-03-02T10:00:0{0}Z\")")]
    public void Rules_that_order_one_field_by_many_constants_are_looked_up(string condition) =>
        Assert.Equal(5, Assert.IsType<OrderIndex>(Assert.Single(GatesOf(5, condition).Indexes)).All.Length);

    [Theory]
    [InlineData("data.device != \"d{0}\"")]
    [InlineData("data.device == \"d{0}\" || data.n > {0}")]
    [InlineData("size(data.device) > {0}")]
    [InlineData("data.device.startsWith(\"d{0}\")")]
    [InlineData("rule.name == \"rule-{0}\"")]
    [InlineData("rule.name > \"rule-{0}\"")]
    public void What_is_no_comparison_with_a_constant_is_asked(string condition) => Assert.Empty(GatesOf(5, condition).Indexes);

    [Theory]
    [InlineData("data.n > {0}", """{"n":2}""", 2)]
    [InlineData("data.n > {0}", """{"n":0}""", 0)]
    [InlineData("data.n <= {0}", """{"n":2}""", 3)]
    [InlineData("data.n >= {0} && data.n < {0} + 1", """{"n":2}""", 1)]
    [InlineData("data.n > {0}", """{"n":"text"}""", 5)]
    [InlineData("data.n > {0}", "{}", 5)]
    [InlineData("has(data.n) && data.n > {0}", "{}", 0)]
    [InlineData("has(data.n) && data.n > {0}", "no JSON", 5)]
    [InlineData("has(data.a.n) && data.a.n > {0}", "{}", 5)]
    [InlineData("data.n == {0}", """{"n":2}""", 1)]
    [InlineData("data.n == {0}", """{"n":2.0}""", 5)]
    [InlineData("data.device == \"d{0}\"", """{"device":2.0}""", 0)]
    [InlineData("data.device == \"d0\" && data.n > {0}", """{"device":"d0","n":2}""", 2)]
    [InlineData("data.device == \"d0\" && data.n > {0}", """{"device":"d1","n":2}""", 0)]
    [InlineData("data.device == \"d0\" && data.n > {0}", """{"n":2}""", 5)]
    [InlineData("data.device == \"d0\" && size(data.text) > {0}", """{"device":"d1"}""", 0)]
    public void An_index_leaves_those_that_may_hold(string condition, string data, int left)
    {
        var set = Set([.. Enumerable.Range(0, 5).Select(i => RuleOf(i, condition))]);

        var groups = MayHold(set, data);

        Assert.Equal(left, groups.Count);
    }

    [Fact]
    public void Of_those_with_one_text_the_order_is_looked_up_in_turn()
    {
        var set = Set([.. Enumerable.Range(0, 100).Select(i => Rule($"rule-{i}", Vendor, $"data.device == \"d{i % 2}\" && data.n > {i}"))]);

        var groups = MayHold(set, """{"device":"d1","n":4}""");

        Assert.Equal([1, 3], groups.SelectMany(g => g.Steps));
    }

    [Fact]
    public void Rules_that_compare_what_is_their_own_are_asked()
    {
        var set = Set([.. Enumerable.Range(0, 5).Select(i => Rule($"rule-{i}", "BLOCK_IO_ERROR", $"rule.name == \"rule-{i}\""))]);

        Assert.Empty(set.PlanFor("BLOCK_IO_ERROR").Gates.Indexes);
        Assert.Equal(5, EngineUnderTest.New(set).Process(Input("BLOCK_IO_ERROR")).Firings.Count);
    }

    private static Gates GatesOf(int rules, string condition) =>
        Set([.. Enumerable.Range(0, rules).Select(i => RuleOf(i, condition)), Rule("other", Vendor)]).PlanFor(Vendor).Gates;

    private static List<StepGroup> MayHold(RuleSet set, string data)
    {
        var seen = Input(Vendor, data);
        var activation = new EventActivation(set.Vocabulary);
        activation.Bind(seen.Vm, seen.Event);
        var groups = new List<StepGroup>();
        set.PlanFor(Vendor).Gates.AddTo(groups, activation);
        return groups;
    }

    private static Rule RuleOf(int i, string condition) => Rule($"rule-{i}", Vendor, condition.Replace("{0}", $"{i}", StringComparison.Ordinal));

    private static (string Rule, RuleErrorKind Kind, string Message) Told(RuleError error) => (error.Rule.Name, error.Kind, error.Message);
}
