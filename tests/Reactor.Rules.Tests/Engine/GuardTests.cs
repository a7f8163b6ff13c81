using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;
using static Reactor.Rules.Tests.Engine.Driven;

namespace Reactor.Rules.Tests.Engine;

public sealed class GuardTests
{
    private static readonly Rule s_each = Rule(new EachPattern([On("STOP")]));

    [Fact]
    public void Except_true_is_no_match_and_one_that_fails_is_no_exception()
    {
        var engine = new Driven(s_each with { Except = [Program(ExpressionPlace.Condition, "data.v == 1"), Program(ExpressionPlace.Condition, "vm.name == 'no'")] });

        Assert.Empty(engine.Event(0, "STOP", """{"v":1}"""));
        Assert.Empty(engine.Event(0, "STOP", """{"v":2}""", vm: "no"));
        Assert.Single(engine.Event(0, "STOP"));
        Assert.Equal(1, engine.Counters.ConditionErrors);
    }

    [Fact]
    public void Own_effects_open_nothing_from_sending_to_two_seconds_after_the_return()
    {
        var engine = new Driven(s_each, s_each with { Name = "takes", IgnoresOwnEffects = false }, s_each with { Name = "other" });
        string[] Names(double at, string vm = "web1") => [.. engine.Event(at, "STOP", vm: vm).Select(f => f.Rule.Name)];
        engine.Own(0, "stop", hasReturned: false);
        engine.Own(0, "stop", hasReturned: false, rule: "takes");

        Assert.Equal(["takes", "other"], Names(0));
        Assert.Equal(["r", "takes", "other"], Names(0, "another"));
        engine.Own(5, "stop", hasReturned: true);
        engine.Restart();
        Assert.Equal(["takes", "other"], Names(7));
        Assert.Equal(["r", "takes", "other"], Names(7.000001));
        Assert.Equal(2, engine.Engine.Counters.Where(c => c.Key.Name == "r").Sum(c => c.Value.OwnEffects) + 1);
    }

    [Fact]
    public void Own_effects_still_fill_later_clauses_and_close()
    {
        var engine = new Driven(Rule(new SequencePattern([On("STOP"), On("STOP")], Seconds(60))));
        engine.Event(0, "STOP");
        engine.Own(1, "stop", hasReturned: false);

        Assert.Single(engine.Event(2, "STOP"));
        Assert.Empty(engine.Event(3, "STOP"));
        engine.Own(4, "stop", hasReturned: true);
        Assert.Empty(engine.Event(7, "STOP"));
        Assert.Single(engine.Event(8, "STOP"));
    }

    [Fact]
    public void Own_command_that_causes_nothing_changes_nothing()
    {
        var engine = new Driven(s_each);
        engine.Own(0, "query-status", hasReturned: false);
        engine.Own(0, "stop", hasReturned: false, rule: "unknown");

        Assert.Empty(engine.Logged);
    }

    [Fact]
    public void Own_command_whose_return_is_never_told_counts_for_an_hour()
    {
        var engine = new Driven(s_each);
        engine.Own(0, "stop", hasReturned: false);

        Assert.Empty(engine.Event(3600, "STOP"));
        Assert.Single(engine.Event(3601, "STOP"));
    }

    [Fact]
    public void Having_not_true_is_no_match_but_uses_the_window_up()
    {
        var rule = Rule(new CountPattern([On("STOP")], 2, Seconds(10)));
        var engine = new Driven(rule with { When = rule.When with { Having = Program(ExpressionPlace.Having, "last.data.v > first.data.v") } });
        Firing[] Value(double at, int v) => engine.Event(at, "STOP", $$"""{"v":{{v}}}""");

        Assert.Empty((Firing[])[.. Value(0, 2), .. Value(1, 1), .. Value(2, 1)]);
        Assert.Single(Value(3, 2));
        Assert.Empty((Firing[])[.. Value(4, 1), .. engine.Event(5, "STOP")]);
        Assert.Equal((2, 1, 1), (engine.Counters.HavingFalse, engine.Counters.ConditionErrors, engine.Counters.Matched));
    }

    [Fact]
    public void Previous_is_the_completing_event_of_the_match_before_whether_it_counted_or_not()
    {
        var rule = Rule(new EachPattern([On("BALLOON_CHANGE")]));
        var engine = new Driven(rule with
        {
            When = rule.When with { Having = Program(ExpressionPlace.Having, "has(previous.data) && data.actual - previous.data.actual > 10") },
        });
        Firing[] Actual(double at, int actual) => engine.Event(at, "BALLOON_CHANGE", $$"""{"actual":{{actual}}}""");

        Assert.Empty((Firing[])[.. Actual(0, 0), .. Actual(1, 8)]);
        engine.Restart();
        Assert.Empty(Actual(2, 16));
        Assert.Equal("e2", Assert.Single(Actual(3, 30)).Previous?.Event.Id);
    }

    [Fact]
    public void Previous_is_not_kept_where_nothing_reads_it()
    {
        var engine = new Driven(s_each);
        engine.Event(0, "STOP");

        Assert.Null(engine.Event(1, "STOP").Single().Previous);
        Assert.Empty(engine.Logged);
    }

    [Fact]
    public void Limit_lets_so_many_act_in_any_span()
    {
        var engine = new Driven(s_each with { Limit = new Limit(2, Seconds(60)) });

        var firings = new[] { 0d, 30, 59, 60, 61, 90 }.SelectMany(at => engine.Event(at, "STOP")).ToArray();

        Assert.Equal([false, false, true, false, true, false], firings.Select(f => f.LimitedOnly));
        Assert.Equal([0L, 0, 1, 1, 1, 1], firings.Select(f => f.Match.Suppressed));
    }

    [Fact]
    public void Limit_end_is_told_once_and_the_next_firing_tells_it_again()
    {
        var engine = new Driven(s_each with { Limit = new Limit(1, Seconds(60)) });
        var first = engine.Event(0, "STOP").Single();
        engine.Event(10, "STOP");
        engine.Restart();
        Assert.Equal(At(60), engine.Engine.NextDue);
        Assert.Empty(engine.One(new TimePassed(At(60))).LimitEnds);

        var end = Assert.Single(engine.One(new TimePassed(At(60.5))).LimitEnds);

        Assert.Equal(("r", first.Key.ToJson(), "web1", first.Id, 1L), (end.Rule.Name, end.LimitKey, end.Vm.Name, end.FiringId, end.Suppressed));
        engine.Restart();
        Assert.Empty(engine.One(new TimePassed(At(1000))).LimitEnds);
        Assert.Equal(1, engine.Event(1001, "STOP").Single().Match.Suppressed);
        Assert.Equal(0, engine.Event(2000, "STOP").Single().Match.Suppressed);
    }

    [Fact]
    public void Limit_of_a_deadline_goes_by_the_time_it_fires_at()
    {
        var engine = new Driven(Rule(new AbsencePattern([On("A", by: "data.v")], On("B"), Seconds(10))) with { Limit = new Limit(1, Seconds(60)) { By = [] } });
        engine.Event(0, "A", """{"v":1}""");
        engine.Event(1, "A", """{"v":2}""");

        Assert.Equal([false, true], engine.Time(100).Select(f => f.LimitedOnly));
    }

    [Fact]
    public void Limit_meets_a_match_after_its_window_was_used_up()
    {
        var engine = new Driven(Rule(new CountPattern([On("A")], 2, Seconds(100))) with { Limit = new Limit(1, Seconds(50)) });

        Assert.Equal(
            [false, true, false],
            new[] { 0d, 1, 2, 3, 60, 61 }.SelectMany(at => engine.Event(at, "A")).Select(f => f.LimitedOnly));
    }

    [Fact]
    public void Shadow_rule_runs_as_a_live_one_and_a_disabled_one_not_at_all()
    {
        var engine = new Driven(s_each with { Mode = RuleMode.Shadow, Limit = new Limit(1, Seconds(60)) }, s_each with { Name = "off", Mode = RuleMode.Disabled });

        Assert.Equal([false, true], new[] { 0d, 1 }.SelectMany(at => engine.Event(at, "STOP")).Select(f => f.LimitedOnly));
    }

    [Fact]
    public void Vm_that_is_removed_leaves_nothing()
    {
        var rule = Rule(new CountPattern([On("A")], 2, Seconds(100)), log: "{{ has(previous.id) }}") with { Limit = new Limit(1, Seconds(50)) };
        var engine = new Driven(rule);
        var empty = new Driven(rule).Engine.Snapshot();
        engine.Event(0, "A");
        engine.Event(0, "A");
        engine.Event(0, "A");
        engine.Own(0, "stop", hasReturned: false);

        engine.Link(1, LinkState.Removed);

        Assert.True(empty.Span.SequenceEqual(engine.Engine.Snapshot().Span));
        Assert.Equal(0, engine.Counters.Keys);
    }
}
