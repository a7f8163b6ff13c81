using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;
using static Reactor.Rules.Tests.Engine.Driven;

namespace Reactor.Rules.Tests.Engine.Patterns;

/// <summary>Counts, sequences, <c>all_of</c>: what completes when an event comes.</summary>
public sealed class WindowPatternTests
{
    [Fact]
    public void Count_window_is_inclusive_and_starts_afresh_after_a_match()
    {
        var engine = new Driven(Rule(new CountPattern([On("STOP")], 3, Seconds(10)), log: "{{ first.id }}"));

        Assert.Empty(engine.Event(0, "STOP"));
        Assert.Empty(engine.Event(5, "STOP"));
        var firing = Assert.Single(engine.Event(10, "STOP"));
        Assert.Equal(new MatchInfo(3, At(0), At(10), 0), firing.Match);
        Assert.Equal(("e0", "e2", "e2"), (firing.First.Event.Id, firing.Last.Event.Id, firing.Event.Id));
        Assert.Empty(engine.Event(10, "STOP"));
        Assert.Empty(engine.Event(11, "STOP"));
        Assert.Empty(engine.Event(20.000001, "STOP"));
        Assert.Single(engine.Event(20.000001, "STOP"));
    }

    [Fact]
    public void Count_first_is_the_completing_event_where_nothing_reads_it()
    {
        var engine = new Driven(Rule(new CountPattern([On("STOP")], 2, Seconds(10))));
        engine.Event(0, "STOP");

        var firing = engine.Event(1, "STOP").Single();

        Assert.Same(firing.Completing, firing.First);
        Assert.Equal(At(0), firing.Match.FirstAt);
    }

    [Fact]
    public void Distinct_counts_values_and_keeps_the_newest_of_each()
    {
        var pattern = new CountPattern([On("STOP")], 3, Seconds(10)) { Distinct = [Program(ExpressionPlace.Key, "data.v")] };
        var engine = new Driven(Rule(pattern, log: "{{ first.id }}"));
        Firing[] Value(double at, string v) => engine.Event(at, "STOP", $$"""{"v":{{v}}}""");

        Assert.Empty((Firing[])[.. Value(0, "1"), .. Value(1, "2"), .. Value(9, "1.0")]);
        Assert.Equal(3, Assert.Single(Value(10, "\"1\"")).Match.Count);
        engine = new Driven(Rule(pattern, log: "{{ first.id }}"));
        Assert.Empty((Firing[])[.. Value(0, "1"), .. Value(1, "2"), .. Value(9, "1"), .. Value(12, "3")]);
        var firing = Assert.Single(Value(13, "4"));
        Assert.Equal((3, At(9), "e2"), (firing.Match.Count, firing.Match.FirstAt, firing.First.Event.Id));
    }

    [Fact]
    public void Distinct_that_fails_skips_the_event_and_is_counted()
    {
        var engine = new Driven(Rule(new CountPattern([On("STOP")], 2, Seconds(10)) { Distinct = [Program(ExpressionPlace.Key, "data.v")] }));

        engine.Event(0, "STOP");
        engine.Event(0, "STOP", """{"v":[1]}""");

        Assert.Equal(2, engine.Counters.KeyErrors);
        Assert.Empty(engine.Logged);
    }

    [Fact]
    public void Sequence_keeps_the_newest_start_of_each_prefix_and_completion_clears()
    {
        var engine = new Driven(Rule(new SequencePattern([On("A"), On("B"), On("C")], Seconds(10)), log: "{{ first.id }}"));

        Assert.Empty((Firing[])[.. engine.Event(0, "A"), .. engine.Event(1, "A"), .. engine.Event(2, "B"), .. engine.Event(3, "B"), .. engine.Event(4, "A"), .. engine.Event(5, "B")]);
        var firing = Assert.Single(engine.Event(14, "C"));
        Assert.Equal((3L, At(4), At(14), "e4"), (firing.Match.Count, firing.Match.FirstAt, firing.Match.LastAt, firing.First.Event.Id));
        Assert.Empty(engine.Event(14, "C"));
    }

    [Fact]
    public void Sequence_whose_start_is_over_is_found_from_an_event_that_carried_it_on()
    {
        var engine = new Driven(Rule(new SequencePattern([On("A"), On("A"), On("A")], Seconds(10)), log: "{{ first.id }}"));

        Assert.Empty((Firing[])[.. engine.Event(0, "A"), .. engine.Event(6, "A"), .. engine.Event(11, "A")]);
        var firing = Assert.Single(engine.Event(12, "A"));
        Assert.Equal((3L, At(6), At(12), "e1"), (firing.Match.Count, firing.Match.FirstAt, firing.Match.LastAt, firing.First.Event.Id));
        Assert.Empty((Firing[])[.. engine.Event(13, "A"), .. engine.Event(14, "A")]);
    }

    [Fact]
    public void Sequence_completing_event_starts_none()
    {
        var engine = new Driven(Rule(new SequencePattern([On("A"), On("A")], Seconds(10))));

        Assert.Equal([0, 1, 0, 1], new[] { 0d, 1, 2, 3 }.Select(at => engine.Event(at, "A").Length));
    }

    [Fact]
    public void Sequence_beyond_the_span_does_not_complete()
    {
        var engine = new Driven(Rule(new SequencePattern([On("A"), On("B")], Seconds(5))));
        engine.Event(0, "A");

        Assert.Empty(engine.Event(5.000001, "B"));
        engine.Event(6, "A");
        Assert.Single(engine.Event(11, "B"));
    }

    [Fact]
    public void Sequence_each_clause_gives_the_key_its_own_way()
    {
        var engine = new Driven(Rule(new SequencePattern([On("A", by: "data.node"), On("B", by: "data.name")], Seconds(5))));
        engine.Event(0, "A", """{"node":"n1"}""");
        engine.Event(0, "A", """{"node":"n2"}""");

        Assert.Empty(engine.Event(1, "B", """{"name":"n3"}"""));
        var firing = Assert.Single(engine.Event(1, "B", """{"name":"n2"}"""));
        Assert.Equal("""{"vm":"id-web1","key":"n2"}""", firing.Key.ToJson());
        Assert.Equal([KeyValuePair.Create("key", "n2")], firing.Key.Labels);
    }

    [Fact]
    public void Sequence_that_an_event_does_not_touch_is_not_logged()
    {
        var engine = new Driven(Rule(new SequencePattern([On("A"), On("B")], Seconds(5))));

        Assert.Equal(0, engine.One(TestRules.Input("B")).Matched);
        Assert.Empty(engine.Logged);
    }

    [Fact]
    public void All_of_takes_any_order_and_keeps_the_newest_of_each()
    {
        var engine = new Driven(Rule(new AllOfPattern([On("A"), On("B"), On("A B")], Seconds(10)), log: "{{ first.id }}"));

        Assert.Empty((Firing[])[.. engine.Event(0, "B"), .. engine.Event(1, "B")]);
        var firing = Assert.Single(engine.Event(10, "A"));
        Assert.Equal((3L, At(0), "e0"), (firing.Match.Count, firing.Match.FirstAt, firing.First.Event.Id));
        Assert.Empty((Firing[])[.. engine.Event(11, "A"), .. engine.Event(12, "A"), .. engine.Event(13, "A")]);
        Assert.Equal(At(12), Assert.Single(engine.Event(22, "B")).Match.FirstAt);
    }

    [Theory]
    [InlineData("A", "B")]
    [InlineData("B", "A")]
    public void All_of_whose_clauses_share_events_is_found_in_any_order(string one, string other)
    {
        var engine = new Driven(Rule(new AllOfPattern([On("A B"), On("B")], Seconds(10)), log: "{{ first.id }}"));

        Assert.Empty(engine.Event(0, one));
        engine.Restart();
        Assert.Equal("e0", Assert.Single(engine.Event(1, other)).First.Event.Id);
    }

    [Fact]
    public void All_of_what_is_too_old_counts_as_missing()
    {
        var engine = new Driven(Rule(new AllOfPattern([On("A"), On("B")], Seconds(10))));
        engine.Event(0, "A");

        Assert.Empty(engine.Event(10.5, "B"));
        Assert.Single(engine.Event(20, "A"));
    }

    [Fact]
    public void Each_takes_the_first_clause_that_holds()
    {
        var engine = new Driven(Rule(new EachPattern([On("A", "data.v == 1", "'one'"), On("A", by: "'other'")])));

        Assert.Equal("one", engine.Event(0, "A", """{"v":1}""").Single().Key.Labels.Single().Value);
        Assert.Equal("other", engine.Event(0, "A", """{"v":2}""").Single().Key.Labels.Single().Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Recovered_events_count_only_where_the_rule_says_so(bool counts)
    {
        Pattern[] patterns =
        [
            new CountPattern([On("A")], 2, Seconds(10)), new SequencePattern([On("A"), On("A")], Seconds(10)), new AllOfPattern([On("A"), On("A")], Seconds(10)),
        ];
        foreach (var pattern in patterns)
        {
            var rule = Rule(pattern);
            var engine = new Driven(rule with { When = rule.When with { CountsRecovered = counts } });
            engine.Event(0, "A");

            Assert.Equal(counts ? 1 : 0, engine.Event(1, "A", origin: EventOrigin.Recovered).Length);
        }

        Assert.Single(new Driven(Rule(new EachPattern([On("A")]))).Event(0, "A", origin: EventOrigin.Recovered));
    }
}
