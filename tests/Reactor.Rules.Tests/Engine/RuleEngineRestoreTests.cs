using System.Collections.Immutable;
using System.Text;
using Reactor.Cel;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;
using static Reactor.Rules.Tests.Engine.TestRules;

namespace Reactor.Rules.Tests.Engine;

/// <summary>What an engine keeps over a snapshot and the inputs after it.</summary>
public sealed class RuleEngineRestoreTests
{
    private const string Panic = """{"action":"pause"}""";
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    [Fact]
    public void Fold_counts_nothing_as_evaluated()
    {
        var rule = Rule("a", "STOP", oncePer: s_hour);
        var engine = EngineUnderTest.New(Set(rule));

        engine.Fold(Input("STOP"), new HashSet<string> { rule.Fingerprint });

        Assert.Equal(0, Assert.Single(engine.Counters).Value.Evaluated);
    }

    [Fact]
    public void Fold_rule_that_throws_is_passed_over()
    {
        var bad = Throwing("bad");
        var engine = EngineUnderTest.New(Set(bad));

        engine.Fold(Input("STOP"), new HashSet<string> { bad.Fingerprint });

        Assert.Single(engine.Process(Input("STOP")).Errors);
    }

    [Fact]
    public void Fold_touches_the_named_rules_only()
    {
        var (a, b) = (Rule("a", "STOP", oncePer: s_hour), Rule("b", "STOP", oncePer: s_hour));
        var engine = EngineUnderTest.New(Set(a, b));

        engine.Fold(Input("STOP"), new HashSet<string> { b.Fingerprint, "unknown" });

        Assert.Equal([false, true], engine.Process(Input("STOP", seconds: 1)).Firings.Select(f => f.LimitedOnly));
    }

    [Fact]
    public void Restore_keeps_the_state_of_unchanged_rules_only()
    {
        var before = EngineUnderTest.New(Set(Rule("a", "STOP", oncePer: s_hour), Rule("b", "STOP", oncePer: s_hour), Rule("gone", "STOP", oncePer: s_hour)));
        before.Process(Input("STOP"));
        before.Process(Input("STOP", seconds: 1));
        var after = EngineUnderTest.New(Set(Rule("b", "STOP", oncePer: s_hour * 2), Rule("a", "STOP", oncePer: s_hour) with { Description = "edited" }));

        after.Restore(before.Snapshot());

        var firings = after.Process(Input("STOP", seconds: 2)).Firings;
        Assert.Equal([("b", false, 0L), ("a", true, 2L)], firings.Select(f => (f.Rule.Name, f.LimitedOnly, f.Match.Suppressed)));
    }

    [Fact]
    public void Snapshot_of_what_was_restored_is_the_same_bytes()
    {
        var rules = Set(Rule("a", "GUEST_PANICKED", by: ["data.action"], oncePer: s_hour));
        var engine = EngineUnderTest.New(rules);
        foreach (var vm in new[] { "z", "a", "m" })
            engine.Process(Input("GUEST_PANICKED", """{"action":"\"é😀"}""", vm: Vm(vm)));
        var restored = EngineUnderTest.New(rules);

        restored.Restore(engine.Snapshot());

        Assert.Equal(Encoding.UTF8.GetString(engine.Snapshot().Span), Encoding.UTF8.GetString(restored.Snapshot().Span));
    }

    [Fact]
    public void Restore_replaces_what_was_there()
    {
        var rules = Set(Rule("a", "STOP", oncePer: s_hour));
        var engine = EngineUnderTest.New(rules);
        engine.Process(Input("STOP"));

        engine.Restore(EngineUnderTest.New(rules).Snapshot());

        Assert.False(engine.Process(Input("STOP", seconds: 1)).Firings[0].LimitedOnly);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"version":3,"rules":[]}""")]
    [InlineData("""{"version":1,"rules":[{"rule":"x"}]}""")]
    [InlineData("""{"version":1,"rules":[{"rule":"x","vms":[{"vm":"v","keys":[["k",-1,0]]}]}]}""")]
    [InlineData("""{"version":1,"rules":[{"rule":"x","vms":[{"vm":"v","keys":[["k",1,0],["k",1,0]]}]}]}""")]
    [InlineData("""{"version":1,"rules":[{"rule":"x","vms":[{"vm":"v","keys":[["k"]]}]}]}""")]
    public void Restore_damaged_or_unknown_snapshot_is_refused_and_changes_nothing(string snapshot)
    {
        var engine = EngineUnderTest.New(Set(Rule("a", "STOP", oncePer: s_hour)));
        engine.Process(Input("STOP"));

        Assert.Throws<EngineSnapshotException>(() => engine.Restore(Encoding.UTF8.GetBytes(snapshot)));

        Assert.True(engine.Process(Input("STOP", seconds: 1)).Firings[0].LimitedOnly);
    }

    [Fact]
    public void Restore_reads_the_limits_of_version_1()
    {
        var rule = Rule("a", "STOP", oncePer: s_hour);
        var engine = EngineUnderTest.New(Set(rule));

        engine.Restore(Encoding.UTF8.GetBytes($$$"""{"version":1,"rules":[{"rule":"{{{rule.Fingerprint}}}","vms":[{"vm":"id-web1","keys":[["{\"vm\":\"id-web1\"}",{{{Start.UtcTicks}}},3]]}]}]}"""));

        var firing = engine.Process(Input("STOP", seconds: 1)).Firings[0];
        Assert.Equal((true, 4L), (firing.LimitedOnly, firing.Match.Suppressed));
        Assert.Equal(4, Assert.Single(engine.Process(new TimePassed(Start.AddHours(2))).LimitEnds).Suppressed);
    }

    [Fact]
    public void Snapshot_of_an_all_of_has_each_event_under_a_clause_of_its_own_as_earlier_ones_had()
    {
        var rule = Driven.Rule(new AllOfPattern([Driven.On("A B"), Driven.On("B"), Driven.On("C")], s_hour));
        var engine = EngineUnderTest.New(Set(rule));
        engine.Process(Input("B"));
        engine.Process(Input("A", seconds: 1));

        var written = Encoding.UTF8.GetString(engine.Snapshot().Span);

        Assert.Contains($$"""
            "filled":[{"clause":0,"clauses":1,"at":{{Start.AddSeconds(1).UtcTicks}}},{"clause":1,"clauses":3,"at":{{Start.UtcTicks}}}]
            """, written, StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_reads_an_all_of_as_it_was_written_by_clause()
    {
        var rule = Driven.Rule(new AllOfPattern([Driven.On("A"), Driven.On("B"), Driven.On("C")], s_hour));
        var engine = EngineUnderTest.New(Set(rule));

        engine.Restore(Encoding.UTF8.GetBytes($$$"""
            {"version":2,"rules":[{"rule":"{{{rule.Fingerprint}}}","pattern":[{"key":"{\"vm\":\"id-web1\"}","filled":[
                {"clause":0,"at":{{{Start.AddMinutes(-30).UtcTicks}}}},{"clause":1,"at":{{{Start.UtcTicks}}}},{"clause":2,"at":{{{Start.AddMinutes(-70).UtcTicks}}}}]}]}]}
            """));

        Assert.Empty(engine.Process(Input("B", seconds: 1)).Firings);
        Assert.Equal(Start.AddMinutes(-30), Assert.Single(engine.Process(Input("C", seconds: 2)).Firings).Match.FirstAt);
    }

    [Fact]
    public void Restore_all_of_with_as_many_clauses_as_there_may_be()
    {
        Clause[] clauses = [.. Enumerable.Range(0, 64).Select(i => Driven.On($"E{i}"))];
        var engine = new Driven(Driven.Rule(new AllOfPattern([.. clauses], s_hour)));
        for (var i = 1; i < 64; i++)
            engine.Event(i, $"E{i}");

        engine.Restart();

        Assert.Single(engine.Event(64, "E0"));
    }

    [Fact]
    public void Restore_rule_that_was_disabled_meanwhile_starts_afresh()
    {
        var rule = Driven.Rule(new AbsencePattern([Driven.On("A")], Driven.On("B"), s_hour));
        var before = EngineUnderTest.New(Set(rule));
        before.Process(Input("A"));
        var disabled = EngineUnderTest.New(Set(rule with { Mode = RuleMode.Disabled }));

        disabled.Restore(before.Snapshot());

        Assert.Null(disabled.NextDue);
        Assert.Empty(disabled.Process(new TimePassed(Start.AddDays(1))).Firings);
    }

    // Its condition reads a list that the set's vocabulary doesn't have.
    private static Rule Throwing(string name)
    {
        var lists = Enumerable.Range(0, 9).Select(i => KeyValuePair.Create($"list{i}", ImmutableArray.Create(CelValue.From("x"))));
        return Rule(name, "STOP", "vm.name in list8", vocabulary: new RuleVocabulary(lists, []), oncePer: s_hour);
    }
}
