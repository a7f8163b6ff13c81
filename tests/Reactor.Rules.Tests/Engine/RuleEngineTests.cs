using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Measuring;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;
using static Reactor.Rules.Tests.Engine.TestRules;

namespace Reactor.Rules.Tests.Engine;

public sealed class RuleEngineTests
{
    private const int Capacity = 10_000;
    private const string Panic = """{"action":"pause"}""";
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    [Fact]
    public void Process_event_that_matches_fires_with_all_that_is_known()
    {
        var rule = Rule("panic", "GUEST_PANICKED", "data.action == \"pause\"", by: ["data.action"]);
        var input = Input("GUEST_PANICKED", Panic);

        var output = EngineUnderTest.New(Set(rule)).Process(input);

        var firing = Assert.Single(output.Firings);
        Assert.Same(rule, firing.Rule);
        Assert.Same(input.Vm, firing.Vm);
        Assert.Same(input.Event, firing.Event);
        Assert.Equal("""{"vm":"id-web1","data.action":"pause"}""", firing.Key.ToJson());
        Assert.Equal(new MatchInfo(1, input.Event.At, input.Event.At, 0), firing.Match);
        Assert.False(firing.LimitedOnly);
        Assert.Equal(StableId.Of("f_", "panic", rule.Fingerprint, firing.Key.ToJson(), input.Event.Id), firing.Id);
        Assert.Equal(1, output.Matched);
        Assert.Empty(output.TouchedRules);
        Assert.Empty(output.Errors);
    }

    [Fact]
    public void Process_empties_the_output_first()
    {
        var engine = EngineUnderTest.New(Set(Rule("a", "STOP", oncePer: s_hour)));
        var output = new EngineOutput();
        engine.Process(Input("STOP"), output);

        engine.Process(Input("RESUME"), output);

        Assert.Empty(output.Firings);
        Assert.Equal(0, output.Matched);
        Assert.Empty(output.TouchedRules);
    }

    [Fact]
    public void Process_fires_all_rules_that_match_in_the_order_of_the_files()
    {
        var engine = EngineUnderTest.New(Set(Rule("b", "STOP"), Rule("a", "ST*"), Rule("c", "RESUME"), Rule("d", "RESUME STOP")));

        Assert.Equal(["b", "a", "d"], engine.Process(Input("STOP")).Firings.Select(f => f.Rule.Name));
    }

    [Fact]
    public void Process_disabled_rule_neither_fires_nor_resolves()
    {
        var rules = Set(Rule("a", "STOP", mode: RuleMode.Disabled, then: [Alert(("RESUME", null))]));
        var engine = EngineUnderTest.New(rules);

        Assert.Empty(engine.Process(Input("STOP")).Firings);
        Assert.Empty(engine.Process(Input("RESUME")).Resolutions);
        Assert.False(rules.Wants("STOP"));
    }

    [Fact]
    public void Process_condition_that_fails_is_false_and_counted()
    {
        var engine = EngineUnderTest.New(Set(Rule("a", "GUEST_PANICKED", "data.action == \"pause\"")));

        var output = engine.Process(Input("GUEST_PANICKED", "{}"));

        Assert.Empty(output.Firings);
        Assert.Equal(RuleErrorKind.Condition, Assert.Single(output.Errors).Kind);
        Assert.Equal(1, Assert.Single(engine.Counters).Value.ConditionErrors);
    }

    [Fact]
    public void Process_counts_as_evaluated_what_a_rule_names_whether_its_condition_holds_or_another_rule_is_asked_first()
    {
        var engine = EngineUnderTest.New(Set(
            Rule("true", "GUEST_PANICKED", "data.action == \"pause\""), Rule("false", "GUEST_PANICKED", "data.action == \"run\""), Rule("glob", "GUEST_*"), Rule("other", "STOP"),
            Rule("off", "GUEST_PANICKED", mode: RuleMode.Disabled)));

        foreach (var name in (string[])["GUEST_PANICKED", "GUEST_PANICKED", "GUEST_CRASHLOADED", "RESET", "GUEST_NEVER_HEARD_OF"])
            engine.Process(Input(name, """{"action":"pause"}"""));

        Assert.Equal([("true", 2, 2), ("false", 2, 0), ("glob", 4, 4), ("other", 0, 0), ("off", 0L, 0L)], engine.Counters.Select(c => (c.Key.Name, c.Value.Evaluated, c.Value.Matched)));
    }

    [Fact]
    public void Process_events_of_more_names_than_are_remembered_are_counted_as_evaluated_too()
    {
        var engine = EngineUnderTest.New(Set(Rule("all", "*")));

        for (var i = 0; i < RuleSet.MaxRememberedNames + 10; i++)
            engine.Process(Input($"NEW_{i}"));

        Assert.Equal(RuleSet.MaxRememberedNames + 10, Assert.Single(engine.Counters).Value.Evaluated);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"action":["pause"]}""")]
    [InlineData("""{"action":{}}""")]
    public void Process_key_that_fails_or_is_no_scalar_skips_the_event_and_is_counted(string data)
    {
        var engine = EngineUnderTest.New(Set(Rule("a", "GUEST_PANICKED", by: ["data.action"])));

        var output = engine.Process(Input("GUEST_PANICKED", data));

        Assert.Empty(output.Firings);
        Assert.Equal(RuleErrorKind.Key, Assert.Single(output.Errors).Kind);
        Assert.Equal(1, Assert.Single(engine.Counters).Value.KeyErrors);
    }

    [Fact]
    public void Process_long_keys_are_shortened_and_stay_apart()
    {
        var engine = EngineUnderTest.New(Set(Rule("a", "GUEST_PANICKED", by: ["data.action"])));
        string Key(string tail) => engine.Process(Input("GUEST_PANICKED", $$"""{"action":"{{new string('x', 100_000) + tail}}"}""")).Firings[0].Key.ToJson();

        var key = Key("1");

        Assert.True(key.Length < 600);
        Assert.NotEqual(key, Key("2"));
        Assert.Equal(key, Key("1"));
    }

    [Fact]
    public void Process_limit_holds_back_until_the_interval_is_over_then_tells_how_many()
    {
        var rule = Rule("a", "STOP", oncePer: s_hour);
        var engine = EngineUnderTest.New(Set(rule));

        var held = new[] { 0d, 1, 3599, 3600, 3601 }.Select(s => engine.Process(Input("STOP", seconds: s))).ToArray();

        Assert.Equal([false, true, true, false, true], held.Select(o => o.Firings.Single().LimitedOnly));
        Assert.Equal([0L, 1, 2, 2, 1], held.Select(o => o.Firings.Single().Match.Suppressed));
        Assert.All(held, o => Assert.Equal([rule.Fingerprint], o.TouchedRules));
        Assert.All(held, o => Assert.Equal(1, o.Matched));
        var counters = Assert.Single(engine.Counters).Value;
        Assert.Equal((5L, 3L), (counters.Matched, counters.Limited));
    }

    [Fact]
    public void Process_limit_holds_each_VM_and_key_by_itself()
    {
        var engine = EngineUnderTest.New(Set(Rule("a", "GUEST_PANICKED", by: ["data.action"], oncePer: s_hour)));
        bool Acts(string vm, string action) =>
            !engine.Process(Input("GUEST_PANICKED", $$"""{"action":"{{action}}"}""", vm: Vm(vm))).Firings[0].LimitedOnly;

        Assert.Equal([true, true, true, false, false], [Acts("v", "pause"), Acts("v", "run"), Acts("w", "pause"), Acts("v", "pause"), Acts("w", "pause")]);
    }

    [Fact]
    public void Process_limit_with_a_key_of_its_own_goes_by_that()
    {
        var engine = EngineUnderTest.New(Set(Rule("a", "GUEST_PANICKED", by: ["data.action"], oncePer: s_hour, limitBy: [])));

        Assert.False(engine.Process(Input("GUEST_PANICKED", """{"action":"pause"}""")).Firings[0].LimitedOnly);
        Assert.True(engine.Process(Input("GUEST_PANICKED", """{"action":"run"}""")).Firings[0].LimitedOnly);
    }

    [Fact]
    public void Process_more_limit_keys_than_are_held_drops_the_oldest_and_tells()
    {
        var engine = EngineUnderTest.New(Set(Rule("a", "GUEST_PANICKED", by: ["data.action"], oncePer: s_hour)));
        EngineOutput Next(int i) => engine.Process(Input("GUEST_PANICKED", $$"""{"action":"{{i}}"}"""));
        for (var i = 0; i < Capacity; i++)
            Assert.Empty(Next(i).Errors);

        Assert.Equal(RuleErrorKind.LimitKeyEvicted, Assert.Single(Next(Capacity).Errors).Kind);

        Assert.False(Next(0).Firings[0].LimitedOnly);
        Assert.True(Next(2).Firings[0].LimitedOnly);
        Assert.Equal(2, Assert.Single(engine.Counters).Value.EvictedKeys);
    }

    [Fact]
    public void Process_resolving_event_ends_the_alert_where_its_condition_holds()
    {
        var alert = Alert(("RESUME", null), ("GUEST_PANICKED", "data.action == \"run\""));
        var rule = Rule("a", "STOP", then: [alert]);
        var engine = EngineUnderTest.New(Set(rule));

        var resolution = Assert.Single(engine.Process(Input("RESUME")).Resolutions);
        Assert.Equal((rule, alert, "web1", "RESUME"), (resolution.Rule, resolution.Alert, resolution.Seen.Vm.Name, resolution.Seen.Event.Name));
        Assert.Single(engine.Process(Input("GUEST_PANICKED", """{"action":"run"}""")).Resolutions);
        Assert.Empty(engine.Process(Input("GUEST_PANICKED", Panic)).Resolutions);
        Assert.Empty(engine.Process(Input("STOP")).Resolutions);
    }

    [Fact]
    public void Process_malformed_data_harms_nothing()
    {
        var engine = EngineUnderTest.New(Set(Rule("a", "GUEST_PANICKED", "data.action == \"pause\""), Rule("b", "GUEST_PANICKED")));

        var output = engine.Process(Input("GUEST_PANICKED", "{\"action\": "));

        Assert.Equal(["b"], output.Firings.Select(f => f.Rule.Name));
        Assert.DoesNotContain(output.Errors, e => e.Kind == RuleErrorKind.Quarantined);
    }

    [Fact]
    public void Process_rule_that_throws_is_quarantined_told_once_and_harms_no_other()
    {
        var engine = EngineUnderTest.New(Set(Throwing("bad"), Rule("good", "STOP")));

        var first = engine.Process(Input("STOP"));
        var second = engine.Process(Input("STOP"));

        Assert.Equal(["good"], first.Firings.Select(f => f.Rule.Name));
        Assert.Equal(("bad", RuleErrorKind.Quarantined), (Assert.Single(first.Errors).Rule.Name, first.Errors[0].Kind));
        Assert.Equal(["good"], second.Firings.Select(f => f.Rule.Name));
        Assert.Empty(second.Errors);
    }

    [Fact]
    public void Process_resolving_condition_that_names_first_is_left_to_who_holds_the_alerts()
    {
        var condition = Driven.Program(ExpressionPlace.ResolveCondition, "first.data.v == data.v");
        var alert = Alert() with { ResolvedBy = [new EventResolver(new Clause { Events = [new EventPattern("RESUME")], If = condition })] };

        var resolution = Assert.Single(EngineUnderTest.New(Set(Rule("a", "STOP", then: [alert]))).Process(Input("RESUME")).Resolutions);

        Assert.Same(condition, resolution.Condition);
    }

    [Fact]
    public void Process_rule_that_throws_at_its_deadline_is_quarantined()
    {
        var lists = Enumerable.Range(0, 20).Select(i => KeyValuePair.Create($"list{i}", ImmutableArray.Create(CelValue.From("x"))));
        var rule = Driven.Rule(new SettlePattern([Driven.On("A")], s_hour, null));
        var bad = rule with { When = rule.When with { Having = new RuleVocabulary(lists, []).ForEvents([]).Compile(ExpressionPlace.Having, "vm.name in list9") } };
        var engine = EngineUnderTest.New(Set(bad, rule with { Name = "good" }));
        engine.Process(Input("A"));
        engine.Process(Input("A", vm: Vm("other")));

        var output = engine.Process(new TimePassed(Start.AddDays(1)));

        Assert.Equal(["good", "good"], output.Firings.Select(f => f.Rule.Name));
        Assert.Equal(RuleErrorKind.Quarantined, Assert.Single(output.Errors).Kind);
        Assert.Null(engine.NextDue);
    }

    [Fact]
    public void Process_without_a_match_allocates_nothing()
    {
        var engine = EngineUnderTest.New(Set([.. Enumerable.Range(0, 100).Select(i => Rule($"r{i}", "STOP", "rule.name == event.id"))]));
        var (known, unknown) = (Input("RESUME"), Input("OF_ANOTHER_BUILD"));
        var output = new EngineOutput();
        void Run()
        {
            for (var i = 0; i < 1_000; i++)
            {
                engine.Process(known, output);
                engine.Process(unknown, output);
            }
        }

        Assert.Equal(0, Allocated.By(Run));
    }

    [Fact]
    public void Process_equal_conditions_of_rules_that_read_themselves_are_kept_apart()
    {
        var engine = EngineUnderTest.New(Set(Rule("a", "STOP", "rule.name == \"b\""), Rule("b", "STOP", "rule.name == \"b\"")));

        Assert.Equal(["b"], engine.Process(Input("STOP")).Firings.Select(f => f.Rule.Name));
    }

    // Its condition reads a list that the set's vocabulary doesn't have.
    private static Rule Throwing(string name)
    {
        var lists = Enumerable.Range(0, 9).Select(i => KeyValuePair.Create($"list{i}", ImmutableArray.Create(CelValue.From("x"))));
        return Rule(name, "STOP", "vm.name in list8", vocabulary: new RuleVocabulary(lists, []), oncePer: s_hour);
    }
}
