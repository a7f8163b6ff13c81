using Reactor.Rules.Engine;
using Reactor.Rules.Model;
using static Reactor.Rules.Tests.Engine.TestRules;

namespace Reactor.Rules.Tests.Engine;

public sealed class RuleSetTests
{
    [Fact]
    public void Wants_names_globs_and_resolving_events()
    {
        var rules = Set(Rule("a", "VNC_*"), Rule("b", "STOP", then: [Alert(("RESUME", null))]));

        Assert.All(["VNC_CONNECTED", "VNC_OF_ANOTHER_BUILD", "STOP", "RESUME"], name => Assert.True(rules.Wants(name)));
        Assert.All(["vnc_connected", "SHUTDOWN", ""], name => Assert.False(rules.Wants(name)));
        Assert.Equal(["RESUME", "STOP", "VNC_CONNECTED", "VNC_DISCONNECTED", "VNC_INITIALIZED"], rules.WantedNames.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Wants_any_number_of_unknown_names()
    {
        var rules = Set(Rule("a", "X_*"));

        Assert.All(Enumerable.Range(0, 5_000), i => Assert.True(rules.Wants($"X_{i}") && !rules.Wants($"Y_{i}")));
    }

    [Fact]
    public void Set_equal_conditions_are_one()
    {
        var rules = Set(
            Rule("a", "STOP", "vm.name == 'x' && event.id != ''"), Rule("b", "RESUME", "vm[\"name\"] == \"x\" && (event.id != \"\")"),
            Rule("c", "STOP", "vm.name == 'y'"), Rule("d", "STOP"));

        Assert.Equal(2, rules.Conditions.Length);
    }

    [Fact]
    public void Set_equal_conditions_over_data_of_different_events_are_two() =>
        Assert.Equal(2, Set(Rule("a", "GUEST_PANICKED", "data.action == 'pause'"), Rule("b", "WATCHDOG", "data.action == 'pause'")).Conditions.Length);

    [Fact]
    public void Set_two_rules_of_one_name_are_refused() =>
        Assert.Contains("`a`", Assert.Throws<ArgumentException>(() => Set(Rule("a", "STOP"), Rule("a", "RESUME"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Find_rule_by_name()
    {
        var rule = Rule("a", "STOP");

        Assert.Same(rule, Set(rule).Find("a"));
        Assert.Null(Set(rule).Find("b"));
    }

    [Fact]
    public void Wants_closing_events_and_those_that_a_command_is_expected_to_lead_to()
    {
        var expect = new QmpAction
        {
            Path = "then[1].qmp",
            Run = [new QmpCommand("dump-guest-memory")],
            Expect = new Expectation(Driven.On("DUMP_COMPLETED"), null, TimeSpan.FromSeconds(1)),
        };
        var rule = Driven.Rule(new AbsencePattern([Driven.On("POWERDOWN")], Driven.On("SHUTDOWN"), TimeSpan.FromSeconds(1)));
        var rules = Set(rule with { Then = [rule.Then[0] with { OnFailure = [expect, Alert(("RESUME", null))] }] }, rule with { Name = "off", Mode = RuleMode.Disabled, Then = [expect] });

        Assert.Equal(["DUMP_COMPLETED", "POWERDOWN", "RESUME", "SHUTDOWN"], rules.WantedNames.Order(StringComparer.Ordinal));
        Assert.False(rules.ReadsState || rules.HasFleetRules);
        Assert.Single(EngineUnderTest.New(rules).Process(Input("RESUME")).Resolutions);
    }

    [Fact]
    public void ReadsState_of_a_resolver_over_state()
    {
        var alert = Alert() with { ResolvedBy = [new StateResolver(Driven.Program(Reactor.Rules.Expressions.ExpressionPlace.StateCondition, "vm.status == ''"), TimeSpan.Zero)] };

        Assert.True(Set(Rule("a", "STOP", then: [alert])).ReadsState);
        Assert.False(Set(Rule("a", "STOP", then: [alert], mode: RuleMode.Disabled)).ReadsState);
    }

    [Fact]
    public void Set_rule_of_more_clauses_than_a_mask_has_bits_is_refused() =>
        Assert.Throws<ArgumentException>(() => Set(Driven.Rule(new EachPattern([.. Enumerable.Range(0, 65).Select(_ => Driven.On("STOP"))]))));
}
