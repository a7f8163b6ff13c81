using System.Globalization;
using System.Text;
using Reactor.Rules.Engine;
using Reactor.Rules.Engine.Patterns;
using Reactor.Rules.Model;
using static Reactor.Rules.Tests.Engine.Driven;

namespace Reactor.Rules.Tests.Engine.Patterns;

/// <summary>Rules in code, with code that says of each event that comes how many are held, itself included.</summary>
public sealed class CodeStateTests
{
    private readonly Driven _vms = new(Code());
    private readonly Driven _fleet = new(Code());
    private int _ordinal;

    [Fact]
    public void Event_is_held_until_the_newest_is_more_than_the_span_later()
    {
        Assert.Equal(["1"], Send(0));
        Assert.Equal(["2"], Send(10));
        Assert.Equal(["2"], Send(10.001));
        Assert.Equal(["1"], Send(30));
    }

    [Fact]
    public void Match_stands_for_what_code_says_of_the_event_it_is_about()
    {
        Send(0);

        var firing = Assert.Single(Take(1, "b"));

        Assert.Equal((CodeState.EventName, """{"held":2}""", "b", "{}"), (firing.Event.Name, Encoding.UTF8.GetString(firing.Event.Data.Span), firing.Vm.Name, firing.Key.ToJson()));
        Assert.Equal(("A", "A"), (firing.First.Event.Name, firing.Last.Event.Name));
        Assert.Equal(new MatchInfo(1, At(1), At(1), 0), firing.Match);
    }

    [Fact]
    public void Matches_found_twice_by_one_event_are_one_and_those_of_two_events_are_two()
    {
        var twice = new Driven(Code(session: () => new Held(found => [.. found, .. found])));

        var (one, other) = (Assert.Single(Take(0, "a", twice)), Assert.Single(Take(1, "a", twice)));

        Assert.NotEqual(one.Id, other.Id);
    }

    [Fact]
    public void Order_of_matches_does_not_follow_that_in_which_code_finds_them()
    {
        static Func<ICodeSession> Finding(params string[] texts) =>
            () => new Held(found => [.. texts.Select(t => found.First() with { Data = Encoding.UTF8.GetBytes($"\"{t}\"") })]);

        var one = Take(0, "a", new Driven(Code(session: Finding("x", "y"))));
        _ordinal = 0;
        var other = Take(0, "a", new Driven(Code(session: Finding("y", "x"))));

        Assert.Equal(one.Select(f => f.Id), other.Select(f => f.Id));
        Assert.Equal(["\"x\"", "\"y\""], other.Select(f => Encoding.UTF8.GetString(f.Event.Data.Span)));
    }

    [Fact]
    public void Event_that_comes_late_is_held_at_its_place_and_one_that_is_over_is_not()
    {
        Send(10);

        Assert.Equal(["2"], Send(5));
        Assert.Equal(["2"], Send(15.5));
        Assert.Empty(Send(5));
    }

    [Fact]
    public void Restored_rule_holds_what_it_held_and_tells_nothing_again()
    {
        Send(0);
        Send(1);
        var before = _fleet.Engine.Snapshot();

        _fleet.Restart();

        Assert.True(before.Span.SequenceEqual(_fleet.Engine.Snapshot().Span));
        Assert.Equal(["3"], Send(2));
    }

    [Fact]
    public void Folded_rule_holds_what_it_held()
    {
        Send(0);
        Send(1);
        var folded = new Driven(Code());

        foreach (var input in _fleet.Logged)
            folded.Engine.Fold(input, new HashSet<string> { Code().Fingerprint });

        Assert.True(folded.Engine.Snapshot().Span.SequenceEqual(_fleet.Engine.Snapshot().Span));
    }

    [Fact]
    public void Other_code_starts_afresh()
    {
        Send(0);

        _fleet.Restart(Code(meaning: "another"));

        Assert.Equal(["1"], Take(1, "a", _fleet, new Driven(Code(meaning: "another"))).Select(HeldIn));
    }

    [Fact]
    public void More_events_than_a_key_may_hold_drop_the_oldest_and_are_counted()
    {
        for (var i = 0; i < CodeState.MaxEvents; i++)
            Send(1);
        Assert.Equal(0, _fleet.Counters.EvictedPatternKeys);

        Assert.Equal([CodeState.MaxEvents.ToString(CultureInfo.InvariantCulture)], Send(1));

        Assert.Equal(1, _fleet.Counters.EvictedPatternKeys);
    }

    [Fact]
    public void Code_that_throws_takes_its_rule_out_alone()
    {
        var bad = Code("bad", session: () => new Held(_ => throw new InvalidOperationException("mine")));
        var fleet = new Driven(bad, Code());
        var hits = new Driven(bad, Code()).One(TestRules.Input("A")).Forwards;

        var outputs = hits.Select(fleet.One).ToArray();

        var error = Assert.Single(outputs[0].Errors);
        Assert.Equal((RuleErrorKind.Quarantined, "InvalidOperationException: mine"), (error.Kind, error.Message));
        Assert.Single(outputs[1].Firings);
    }

    private static Rule Code(string name = "r", string meaning = "code", Func<ICodeSession>? session = null) =>
        Rule(new CodePattern([On("A")], Seconds(10), meaning, session ?? (() => new Held(found => found))), name) with { Scope = RuleScope.Fleet };

    private static string HeldIn(Firing firing) => Encoding.UTF8.GetString(firing.Event.Data.Span).Split(':')[1].TrimEnd('}');

    private string[] Send(double at) => [.. Take(at, "a").Select(HeldIn)];

    // As it goes between partitions: the fleet's takes in what the VM's forwarded.
    private Firing[] Take(double at, string vm, Driven? fleet = null, Driven? vms = null) =>
        [.. (vms ?? _vms).One(TestRules.Input("A", seconds: at, vm: TestRules.Vm(vm), id: $"e{_ordinal++}")).Forwards.SelectMany(h => (fleet ?? _fleet).Take(h with { Now = At(600) }))];

    private sealed class Held(Func<IReadOnlyCollection<CodeMatch>, IReadOnlyCollection<CodeMatch>> find) : ICodeSession
    {
        private readonly List<SeenEvent> _new = [];
        private int _held;

        public void Add(SeenEvent seen)
        {
            _held++;
            _new.Add(seen);
        }

        public void Remove(SeenEvent seen) => _held--;

        public IReadOnlyCollection<CodeMatch> Find()
        {
            CodeMatch[] found = [.. _new.Select(seen => new CodeMatch(seen, Encoding.UTF8.GetBytes($$"""{"held":{{_held}}}""")))];
            _new.Clear();
            return find(found);
        }
    }
}
