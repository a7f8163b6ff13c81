using Reactor.Rules.Engine;
using Reactor.Rules.Engine.Matching;
using Reactor.Rules.NRules.Network;
using static Reactor.Rules.Tests.Engine.TestRules;

namespace Reactor.Rules.NRules.Tests.Network;

public sealed class RuleNetworkTests
{
    [Fact]
    public void Rules_that_are_found_are_those_whose_event_and_condition_fit()
    {
        var rules = Set(Rule("a", "GUEST_PANICKED", "data.action == \"run\""), Rule("b", "GUEST_PANICKED", "data.action == \"pause\""), Rule("c", "STOP"), Rule("d", "GUEST_* STOP"));

        Assert.Equal(["b", "d"], Found(rules, Input("GUEST_PANICKED", """{"action":"pause"}""")));
        Assert.Equal(["c", "d"], Found(rules, Input("STOP")));
        Assert.Empty(Found(rules, Input("RESUME")));
    }

    [Fact]
    public void Rule_whose_condition_fails_is_found_since_that_is_its_own_to_tell() =>
        Assert.Equal(["a"], Found(Set(Rule("a", "GUEST_PANICKED", "data.action == \"run\"")), Input("GUEST_PANICKED", "nonsense")));

    [Fact]
    public void Rules_of_a_name_that_came_up_later_are_all_asked()
    {
        var rules = Set(Rule("a", "*", "glob(event.name, \"X_N*\")"), Rule("b", "*", "glob(event.name, \"X_O*\")"), Rule("c", "STOP"));

        Assert.Equal(["a", "b"], Found(rules, Input("X_NEW")));
        Assert.Equal("a", Assert.Single(NRulesEngine.Create(rules).Process(Input("X_NEW")).Firings).Rule.Name);
    }

    [Fact]
    public void Equal_conditions_are_one_node()
    {
        var equal = new RuleNetwork(Set([.. Enumerable.Range(0, 20).Select(i => Rule($"r{i}", "STOP", "vm.name == \"db\""))]));
        var different = new RuleNetwork(Set([.. Enumerable.Range(0, 20).Select(i => Rule($"r{i}", "STOP", $"vm.name == \"db{i}\""))]));

        Assert.Equal((1, 20), (equal.ConditionNodes, different.ConditionNodes));
    }

    [Fact]
    public void Networks_are_one_for_a_rule_set_and_sessions_one_for_an_engine()
    {
        var rules = Set(Rule("a", "STOP", oncePer: TimeSpan.FromHours(1)));
        var (one, other) = (NRulesEngine.Create(rules), NRulesEngine.Create(rules));

        Assert.False(Assert.Single(one.Process(Input("STOP")).Firings).LimitedOnly);
        Assert.False(Assert.Single(other.Process(Input("STOP")).Firings).LimitedOnly);
        Assert.True(Assert.Single(one.Process(Input("STOP", seconds: 1)).Firings).LimitedOnly);
    }

    private static string[] Found(RuleSet rules, SeenEvent seen)
    {
        var conditions = new EventConditions(rules);
        var plan = rules.PlanFor(seen.Event.Name);
        conditions.Bind(seen.Vm, seen.Event);
        return [.. new RuleNetwork(rules).Candidates(conditions).Of(plan).Select(place => rules.Rules[plan.Rules[place].Rule].Name)];
    }
}
