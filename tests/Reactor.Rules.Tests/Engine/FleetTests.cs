using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;
using static Reactor.Rules.Tests.Engine.Driven;

namespace Reactor.Rules.Tests.Engine;

public sealed class FleetTests
{
    private static readonly Rule s_storm =
        Rule(new CountPattern([On("PANIC", "data.v == 1", "vm.host")], 3, Seconds(60)) { Distinct = [Program(ExpressionPlace.Key, "vm.id")] }, "storm") with { Scope = RuleScope.Fleet };

    [Fact]
    public void Event_of_a_fleet_rule_is_evaluated_at_its_vm_and_forwarded_with_a_key_without_vm()
    {
        var engine = new Driven(s_storm);
        var input = TestRules.Input("PANIC", """{"v":1}""");

        var output = engine.One(input);

        var hit = Assert.Single(output.Forwards);
        Assert.Equal(("storm", s_storm.Fingerprint, """{"key":"h1"}""", 1UL, 0UL, "\"id-web1\""), (hit.Rule, hit.Fingerprint, hit.Key!.ToJson(), hit.Clauses, hit.Resolvers, hit.Distinct));
        Assert.Equal(input, hit.Seen);
        Assert.Equal(1, output.Matched);
        Assert.Empty(output.Firings);
        Assert.Empty(output.TouchedRules);
        Assert.Empty(engine.One(TestRules.Input("PANIC", """{"v":2}""")).Forwards);
        Assert.True(engine.Rules.HasFleetRules);
    }

    [Fact]
    public void Hits_are_taken_in_at_the_keys_partition_and_count_from_when_they_were_seen()
    {
        var (vms, fleet) = (new Driven(s_storm), new Driven(s_storm));
        Firing[] Panic(double at, string vm) =>
            [.. vms.One(TestRules.Input("PANIC", """{"v":1}""", at, TestRules.Vm(vm), vm)).Forwards.SelectMany(h => fleet.Take(h with { Now = At(600) }))];

        Assert.Empty((Firing[])[.. Panic(0, "a"), .. Panic(1, "b"), .. Panic(2, "a")]);
        var firing = Assert.Single(Panic(60, "c"));
        Assert.Equal(new MatchInfo(3, At(1), At(60), 0), firing.Match);
        Assert.Equal(("c", """{"key":"h1"}"""), (firing.Vm.Name, firing.Key.ToJson()));
        Assert.Null(firing.Key.VmId);
    }

    [Fact]
    public void Hit_of_a_rule_that_means_something_else_by_now_is_looked_at_again()
    {
        var hit = Assert.Single(new Driven(s_storm).One(TestRules.Input("PANIC", """{"v":1}""")).Forwards);
        var edited = new Driven(s_storm with { Severity = Severity.Critical });

        Assert.Null(edited.One(hit).PassedOver);

        Assert.Single(edited.Logged);
        Assert.Equal(1, edited.Counters.Keys);
    }

    [Fact]
    public void Hit_that_means_nothing_any_more_is_passed_over_and_says_why()
    {
        var hit = Assert.Single(new Driven(s_storm).One(TestRules.Input("PANIC", """{"v":1}""")).Forwards);
        var other = new Driven(Rule(new CountPattern([On("PANIC", "data.v == 2", "vm.host")], 3, Seconds(60)), "storm") with { Scope = RuleScope.Fleet });

        Assert.Contains("something else", other.One(hit).PassedOver, StringComparison.Ordinal);
        Assert.Contains("gone", other.One(hit with { Rule = "gone" }).PassedOver, StringComparison.Ordinal);
        Assert.Null(other.One(hit with { Rule = "gone", Key = null, Clauses = 0, Resolvers = 1 }).PassedOver);

        Assert.Empty(other.Logged);
    }

    [Fact]
    public void Time_before_a_moment_ends_what_was_due_before_it_alone()
    {
        var rule = Rule(new AbsencePattern([On("A")], On("B"), Seconds(10))) with { Scope = RuleScope.Fleet };
        var (vms, fleet) = (new Driven(rule), new Driven(rule));
        fleet.One(Assert.Single(vms.One(TestRules.Input("A")).Forwards));

        Assert.Empty(fleet.One(new TimePassed(At(60), At(10))).Firings);
        Assert.Single(fleet.One(new TimePassed(At(60), At(10.001))).Firings);
        Assert.Equal(new TimePassed(At(60), At(10)), EngineInputJson.Read(EngineInputJson.Write(new TimePassed(At(60), At(10)))));
    }

    [Fact]
    public void Sequence_is_forwarded_once_for_each_different_key()
    {
        var rule = Rule(new SequencePattern([On("A", by: "data.a"), On("A", by: "data.b"), On("A", by: "data.a")], Seconds(5))) with { Scope = RuleScope.Fleet };

        var hits = new Driven(rule).One(TestRules.Input("A", """{"a":1,"b":2}""")).Forwards;

        Assert.Equal([("""{"key":1}""", 0b101UL), ("""{"key":2}""", 0b010UL)], hits.Select(h => (h.Key!.ToJson(), h.Clauses)));
    }

    [Fact]
    public void Resolving_event_goes_to_every_partition_once_and_comes_back_as_resolutions()
    {
        var alert = new AlertAction
        {
            Path = "then[0].alert",
            Id = "a",
            Summary = TextTemplate.Literal("s"),
            ResolvedBy =
            [
                new StateResolver(Program(ExpressionPlace.StateCondition, "vm.status == 'running'"), TimeSpan.Zero),
                new EventResolver(On("RESUME", "data.v == 1")),
                new EventResolver(new Clause { Events = [new EventPattern("RESUME")], If = Program(ExpressionPlace.ResolveCondition, "first.vm.id == vm.id") }),
            ],
        };
        var rule = s_storm with { Then = [alert] };
        var hit = Assert.Single(new Driven(rule).One(TestRules.Input("RESUME", """{"v":1}""")).Forwards);

        Assert.Null(hit.Key);
        Assert.Equal((0UL, 0b110UL), (hit.Clauses, hit.Resolvers));
        var resolutions = new Driven(rule).One(hit).Resolutions;
        Assert.Equal([null, "first.vm.id == vm.id"], resolutions.Select(r => r.Condition?.Text));
        Assert.All(resolutions, r => Assert.Same(alert, r.Alert));
        Assert.Equal(0b100UL, Assert.Single(new Driven(rule).One(TestRules.Input("RESUME", """{"v":2}""")).Forwards).Resolvers);
    }

    [Fact]
    public void Own_effects_and_exceptions_keep_from_forwarding()
    {
        var rule = Rule(new EachPattern([On("STOP")])) with { Scope = RuleScope.Fleet, Except = [Program(ExpressionPlace.Condition, "vm.name == 'no'")] };
        var engine = new Driven(rule);
        engine.Own(0, "stop", hasReturned: false);

        Assert.Empty(engine.One(TestRules.Input("STOP")).Forwards);
        Assert.Empty(engine.One(TestRules.Input("STOP", vm: TestRules.Vm("no"))).Forwards);
        Assert.Single(engine.One(TestRules.Input("STOP", vm: TestRules.Vm("b"))).Forwards);
    }

    [Fact]
    public void Absence_of_a_fleet_rule_is_closed_by_any_vm_and_does_not_mind_connections()
    {
        var rule = Rule(new AbsencePattern([On("A")], On("B"), Seconds(10))) with { Scope = RuleScope.Fleet };
        var (vms, fleet) = (new Driven(rule), new Driven(rule));
        void Send(double at, string name, string vm) =>
            vms.One(TestRules.Input(name, seconds: at, vm: TestRules.Vm(vm))).Forwards.ForEach(h => fleet.Take(h));

        Send(0, "A", "a");
        Send(1, "B", "b");
        Assert.Null(fleet.Engine.NextDue);
        Send(2, "A", "a");
        Assert.Empty(fleet.Engine.Waiting);
        Assert.False(Assert.Single(fleet.Time(13)).Match.Blind);
    }
}
