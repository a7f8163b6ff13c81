using Reactor.Rules.Engine;
using Reactor.Rules.Model;
using static Reactor.Rules.Tests.Engine.Driven;

namespace Reactor.Rules.Tests.Engine;

public sealed class CapTests
{
    private const int Keys = 10_000;

    public static TheoryData<string> Evicting => ["count", "sequence", "all_of"];

    public static TheoryData<string> Refusing => ["absence", "settle"];

    [Theory]
    [MemberData(nameof(Evicting))]
    public void Keys_beyond_the_cap_drop_the_one_touched_longest_ago_and_tell(string form)
    {
        var engine = new Driven(Of(form));
        for (var i = 0; i < Keys; i++)
            Assert.Empty(One(engine, i, i * 0.001).Errors);
        One(engine, Keys, 11, "other");
        Assert.Empty(engine.One(TestRules.Input("X")).Errors);

        var error = Assert.Single(One(engine, Keys, 12).Errors);

        Assert.Equal((RuleErrorKind.PatternKeyEvicted, "web1"), (error.Kind, error.Vm?.Name));
        Assert.Equal((1, Keys + 1), (engine.Counters.EvictedPatternKeys, engine.Counters.Keys));
        Assert.Empty(Complete(engine, form, 0, 13));
        Assert.Single(Complete(engine, form, 2, 13));
    }

    [Theory]
    [MemberData(nameof(Evicting))]
    public void Keys_that_are_over_go_unnoticed(string form)
    {
        var engine = new Driven(Of(form));
        for (var i = 0; i < Keys; i++)
            One(engine, i, 0);

        for (var i = 0; i < 100; i++)
            Assert.Empty(One(engine, Keys + i, 3600.5).Errors);
        Assert.Equal(0, engine.Counters.EvictedPatternKeys);
        Assert.True(engine.Counters.Keys < Keys);
    }

    [Theory]
    [MemberData(nameof(Refusing))]
    public void Deadlines_beyond_the_cap_are_refused_and_told_the_open_ones_stay(string form)
    {
        var engine = new Driven(Of(form));
        for (var i = 0; i < Keys; i++)
            Assert.Empty(One(engine, i, 0).Errors);

        var output = One(engine, Keys, 1);

        Assert.Equal(RuleErrorKind.DeadlineRefused, Assert.Single(output.Errors).Kind);
        Assert.Empty(output.TouchedRules);
        Assert.Equal(1, engine.Counters.RefusedDeadlines);
        Assert.Equal(Keys, engine.Time(100_000).Length);
        Assert.Empty(One(engine, Keys, 100_001).Errors);
    }

    [Fact]
    public void Events_that_are_kept_are_bounded_in_bytes()
    {
        var engine = new Driven(Of("absence"));
        var data = $$"""{"v":0,"x":"{{new string('x', 1 << 20)}}"}""";
        var opened = Enumerable.Range(0, 40).Count(i => engine.One(TestRules.Input("A", data.Replace("0", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal))).Errors.Count == 0);

        Assert.InRange(opened, 20, 32);
        Assert.Equal(40 - opened, engine.Counters.RefusedDeadlines);
    }

    [Fact]
    public void Keys_of_a_mebibyte_are_shortened_and_stay_apart()
    {
        var engine = new Driven(Rule(new SequencePattern([On("A", by: "data.v"), On("B", by: "data.v")], Seconds(5))));
        string Data(string tail) => $$"""{"v":"{{new string('é', 1 << 20)}}{{tail}}"}""";
        engine.Event(0, "A", Data("1"));

        Assert.Empty(engine.Event(1, "B", Data("2")));
        Assert.True(engine.Engine.Snapshot().Length < 5_000);
        engine.Restart();
        Assert.True(Assert.Single(engine.Event(1, "B", Data("1"))).Key.ToJson().Length < 1_000);
    }

    private static Rule Of(string form) => Rule(form switch
    {
        "count" => new CountPattern([On("A", by: "data.v")], 2, Seconds(3600)),
        "sequence" => new SequencePattern([On("A", by: "data.v"), On("A", by: "data.v")], Seconds(3600)),
        "all_of" => new AllOfPattern([On("A", by: "data.v"), On("A", by: "data.v")], Seconds(3600)),
        "absence" => new AbsencePattern([On("A", by: "data.v")], On("B", by: "data.v"), Seconds(3600)),
        _ => new SettlePattern([On("A", by: "data.v")], Seconds(3600), null),
    });

    private static EngineOutput One(Driven engine, int key, double at, string vm = "web1") =>
        engine.One(TestRules.Input("A", $$"""{"v":{{key}}}""", at, TestRules.Vm(vm), $"{key}@{at}"));

    private static List<Firing> Complete(Driven engine, string form, int key, double at) => One(engine, key, at).Firings;
}
