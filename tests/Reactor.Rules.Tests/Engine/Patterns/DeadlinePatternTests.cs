using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;
using static Reactor.Rules.Tests.Engine.Driven;

namespace Reactor.Rules.Tests.Engine.Patterns;

/// <summary>Absences, <c>settle</c>, <c>state</c>: what completes when time passes.</summary>
public sealed class DeadlinePatternTests
{
    private static readonly Rule s_absence = Rule(new AbsencePattern([On("A")], On("B"), Seconds(120)));
    private static readonly Rule s_state = Rule(new StatePattern(Program(ExpressionPlace.StateCondition, "vm.status == 'paused'"), Seconds(60)));

    [Fact]
    public void Absence_fires_after_its_deadline_with_the_opening_event_and_the_count()
    {
        var engine = new Driven(s_absence);
        engine.Event(0, "A", """{"v":1}""");
        engine.Event(50, "A", """{"v":2}""");

        Assert.Equal(At(120), engine.Engine.NextDue);
        Assert.Empty(engine.Time(120));
        var firing = Assert.Single(engine.Time(120.000001));
        Assert.Equal(new MatchInfo(2, At(0), At(50), 0), firing.Match);
        Assert.Equal("e0", firing.Event.Id);
        Assert.Equal(StableId.Of("f_", "r", firing.Rule.Fingerprint, firing.Key.ToJson(), "e0"), firing.Id);
        Assert.Null(engine.Engine.NextDue);
    }

    [Theory]
    [InlineData(EventOrigin.Live)]
    [InlineData(EventOrigin.Recovered)]
    public void Absence_closing_event_at_the_deadline_closes(EventOrigin origin)
    {
        var engine = new Driven(s_absence);
        engine.Event(0, "A", origin: origin);

        Assert.Empty(engine.Event(120, "B", origin: origin));
        Assert.Empty(engine.Time(1000));
    }

    [Fact]
    public void Absence_event_that_opens_and_closes_ends_one_and_begins_the_next()
    {
        var engine = new Driven(Rule(new AbsencePattern([On("A")], On("A"), Seconds(10))));
        engine.Event(0, "A");
        engine.Event(9, "A");
        engine.Event(18, "A");
        engine.Event(27, "A");

        Assert.Empty(engine.Time(37));
        Assert.Equal(new MatchInfo(1, At(27), At(27), 0), Assert.Single(engine.Time(38)).Match);
        Assert.Empty(engine.Time(100));
    }

    [Fact]
    public void Absence_exception_keeps_from_opening_not_from_closing()
    {
        var engine = new Driven(s_absence with { Except = [Program(ExpressionPlace.Condition, "data.v == 1")] });
        engine.Event(0, "A", """{"v":1}""");
        Assert.Null(engine.Engine.NextDue);
        engine.Event(0, "A", """{"v":2}""");
        engine.Event(1, "B", """{"v":1}""");

        Assert.Null(engine.Engine.NextDue);
    }

    [Fact]
    public void Absence_survives_a_restart()
    {
        var engine = new Driven(s_absence);
        engine.Event(0, "A");
        engine.Restart();

        Assert.Empty(engine.Time(119));
        Assert.Single(engine.Time(121));
    }

    [Fact]
    public void Absence_of_a_vm_that_is_not_heard_waits_for_it_and_then_fires_blind()
    {
        var engine = new Driven(s_absence);
        engine.Event(0, "A");
        engine.Link(100, LinkState.Lost);

        Assert.Empty(engine.Time(200));
        var firing = Assert.Single(engine.Link(300, LinkState.Restored));
        Assert.True(firing.Match.Blind);
        Assert.Empty(engine.Time(1000));
    }

    [Fact]
    public void Absence_that_waits_is_closed_by_what_was_recovered()
    {
        var engine = new Driven(s_absence);
        engine.Event(0, "A");
        engine.Link(100, LinkState.Lost);
        engine.Event(300, "B", origin: EventOrigin.Recovered);

        Assert.Empty(engine.Link(300, LinkState.Restored));
        Assert.Empty(engine.Time(1000));
    }

    [Fact]
    public void Absence_waits_five_minutes_at_most()
    {
        var engine = new Driven(s_absence);
        engine.Event(0, "A");
        engine.Link(100, LinkState.Lost);

        Assert.Empty(engine.Time(420));
        Assert.True(Assert.Single(engine.Time(420.5)).Match.Blind);
        Assert.Empty(engine.Link(500, LinkState.Restored));
    }

    [Fact]
    public void Absence_that_is_to_fire_all_the_same_does_at_its_deadline()
    {
        var engine = new Driven(s_absence with { When = s_absence.When with { Gap = GapPolicy.Fire } });
        engine.Event(0, "A");
        engine.Link(100, LinkState.Lost);

        Assert.True(Assert.Single(engine.Time(121)).Match.Blind);
    }

    [Theory]
    [InlineData(LinkState.Lost, true)]
    [InlineData(LinkState.Missed, true)]
    [InlineData(LinkState.Restored, false)]
    public void Absence_is_blind_where_its_vm_was_not_heard_during_its_window(LinkState state, bool blind)
    {
        var engine = new Driven(s_absence);
        engine.Link(0, LinkState.Lost);
        engine.Link(0, LinkState.Restored);
        engine.Event(1, "A");
        engine.Link(10, state);
        engine.Link(11, LinkState.Restored);

        Assert.Equal(blind, Assert.Single(engine.Time(130)).Match.Blind);
    }

    [Theory]
    [InlineData(LinkState.Ended)]
    [InlineData(LinkState.Removed)]
    public void Absence_of_a_vm_that_ended_is_closed(LinkState state)
    {
        var engine = new Driven(s_absence);
        engine.Event(0, "A");
        engine.Event(0, "A", vm: "other");
        engine.Link(1, state);

        Assert.Equal("other", Assert.Single(engine.Time(1000)).Vm.Name);
    }

    [Fact]
    public void Waiting_names_the_vms_of_open_deadlines()
    {
        var engine = new Driven(s_absence, Rule(new SettlePattern([On("A")], Seconds(5), null), "settle"));
        engine.Event(0, "A");
        engine.Event(0, "A", vm: "other");
        engine.Event(0, "B", vm: "other");

        Assert.Equal(["web1"], engine.Engine.Waiting.Select(vm => vm.Name));
    }

    [Fact]
    public void Deadlines_fire_in_the_order_in_which_they_were_due()
    {
        var engine = new Driven(
            Rule(new AbsencePattern([On("A")], On("B"), Seconds(20)), "late"), Rule(new AbsencePattern([On("A")], On("B"), Seconds(10)), "early"),
            Rule(new SettlePattern([On("A")], Seconds(10), null), "early-too"));
        engine.Event(0, "A");

        Assert.Equal(["early", "early-too", "late"], engine.Time(100).Select(f => f.Rule.Name));
    }

    [Fact]
    public void Settle_fires_once_when_quiet_with_the_last_event()
    {
        var engine = new Driven(Rule(new SettlePattern([On("A")], Seconds(5), null), log: "{{ first.id }}"));
        engine.Event(0, "A");
        engine.Event(5, "A");
        engine.Event(8, "A");

        Assert.Empty(engine.Time(13));
        var firing = Assert.Single(engine.Time(13.5));
        Assert.Equal((new MatchInfo(3, At(0), At(8), 0), "e0", "e2", "e2"), (firing.Match, firing.First.Event.Id, firing.Event.Id, firing.Last.Event.Id));
        Assert.Empty(engine.Time(100));
    }

    [Fact]
    public void Settle_fires_at_the_latest_some_time_after_the_first_event()
    {
        var engine = new Driven(Rule(new SettlePattern([On("A")], Seconds(5), Seconds(12))));
        foreach (var at in new[] { 0d, 4, 8, 12 })
            Assert.Empty(engine.Event(at, "A"));

        Assert.Equal(4, Assert.Single(engine.Event(12.5, "A")).Match.Count);
        Assert.Equal(1, Assert.Single(engine.Time(18)).Match.Count);
    }

    [Fact]
    public void State_that_holds_fires_once_until_it_has_not_held_in_between()
    {
        var engine = new Driven(s_state);
        Assert.Empty(engine.Status(0, "running"));
        Assert.Empty(engine.Status(1, "paused"));
        Assert.Empty(engine.Status(30, "paused"));

        var firing = Assert.Single(engine.Time(62));
        Assert.Equal(("s1", "VM_STATE", """{"status":"paused"}"""), (firing.Event.Id, firing.Event.Name, System.Text.Encoding.UTF8.GetString(firing.Event.Data.Span)));
        Assert.Equal(new MatchInfo(1, At(1), At(1), 0), firing.Match);
        Assert.Empty(engine.Status(100, "paused"));
        Assert.Empty(engine.Time(500));
        engine.Status(501, "running");
        engine.Status(502, "paused");
        Assert.Single(engine.Time(563));
    }

    [Fact]
    public void State_that_did_not_last_does_not_fire()
    {
        var engine = new Driven(s_state);
        engine.Status(0, "paused");
        engine.Status(60, "running");

        Assert.Empty(engine.Time(100));
    }

    [Fact]
    public void State_seen_by_an_event_of_any_name_opens_with_that_event()
    {
        var engine = new Driven(s_state);
        engine.Take(new SeenEvent(TestRules.Vm() with { Status = "paused" }, TestRules.Event("ANY", seconds: 3)));

        Assert.Equal("ANY", Assert.Single(engine.Time(64)).Event.Name);
        Assert.False(engine.Rules.Wants("ANY"));
        Assert.True(engine.Rules.ReadsState);
    }

    [Fact]
    public void State_is_evaluated_once_for_each_look_at_a_vm_that_is_not_as_it_was()
    {
        var engine = new Driven(s_state);
        engine.Status(0, "paused");
        engine.Status(1, "paused");
        engine.Status(2, "running");

        Assert.Equal(2, Assert.Single(engine.Engine.Counters).Value.Evaluated);
    }

    [Fact]
    public void State_for_no_time_fires_at_once()
    {
        var engine = new Driven(Rule(new StatePattern(Program(ExpressionPlace.StateCondition, "vm.status == 'paused'"), TimeSpan.Zero)));

        Assert.Single(engine.Status(0, "paused"));
        Assert.Empty(engine.Status(1, "paused", facts: ("a", "b")));
    }

    [Fact]
    public void State_exception_is_asked_of_the_vm_as_it_is_at_firing()
    {
        var engine = new Driven(s_state with { Except = [Program(ExpressionPlace.Condition, "vm.facts.calm == 'yes'")] });
        engine.Status(0, "paused");
        engine.Status(10, "paused", facts: ("calm", "yes"));
        Assert.Empty(engine.Time(100));
        engine.Status(200, "running", facts: ("calm", "yes"));
        engine.Status(201, "paused", facts: ("calm", "yes"));
        engine.Status(202, "paused");

        Assert.Single(engine.Time(300));
    }

    [Fact]
    public void State_of_a_vm_that_is_not_heard_waits_and_is_dropped_where_it_does_not_hold_any_more()
    {
        var engine = new Driven(s_state);
        engine.Status(0, "paused");
        engine.Status(0, "paused", "other");
        engine.Take(new LinkChanged(TestRules.Vm() with { Status = "paused" }, LinkState.Lost, "x", At(10)));
        engine.Take(new LinkChanged(TestRules.Vm("other") with { Status = "paused" }, LinkState.Lost, "y", At(10)));
        Assert.Empty(engine.Time(200));

        Assert.Empty(engine.Link(210, LinkState.Restored));
        Assert.True(Assert.Single(engine.Take(new LinkChanged(TestRules.Vm("other") with { Status = "paused" }, LinkState.Restored, "z", At(210)))).Match.Blind);
    }

    [Fact]
    public void State_of_a_vm_that_ended_is_cleared()
    {
        var engine = new Driven(s_state);
        engine.Status(0, "paused");
        engine.Link(1, LinkState.Ended);

        Assert.Empty(engine.Time(1000));
    }
}
