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
}
