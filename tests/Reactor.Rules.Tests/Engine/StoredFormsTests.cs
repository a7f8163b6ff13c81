using System.Collections.Immutable;
using System.Text;
using Reactor.Cel;
using Reactor.Measuring;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;
using static Reactor.Rules.Tests.Engine.Driven;

namespace Reactor.Rules.Tests.Engine;

public sealed class StoredFormsTests
{
    private static readonly VmView s_vm = TestRules.Vm("w", ("env", "prod")) with
    {
        Uuid = "u",
        HostLabels = ImmutableSortedDictionary<string, string>.Empty.Add("rack", "r7"),
        Facts = ImmutableSortedDictionary<string, string>.Empty.Add("f", "\"é😀"),
    };

    public static TheoryData<string> Kinds => ["event", "time", "state", "link", "own", "hit", "resolver"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Input_of_every_kind_reads_back_the_same(string kind)
    {
        var input = Input(kind);

        var read = EngineInputJson.Read(EngineInputJson.Write(input));

        Assert.IsType(input.GetType(), read);
        Assert.Equal(Text(EngineInputJson.Write(input)), Text(EngineInputJson.Write(read)));
        Assert.Equal(input.At, read.At);
        if (read is FleetHit { Key: { } key })
            Assert.Equal("node", Assert.Single(key.LabelNames));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"version":2,"kind":"time","at":"2026-03-02T10:00:00+00:00"}""")]
    [InlineData("""{"version":1,"kind":"no"}""")]
    [InlineData("""{"version":1,"kind":"time"}""")]
    [InlineData("""{"version":1,"kind":"time","at":5}""")]
    [InlineData("""{"version":1,"kind":"link","link":"odd","id":"x","at":"2026-03-02T10:00:00+00:00","vm":{"id":"a","name":"b","host":"c"}}""")]
    public void Input_that_is_damaged_or_of_another_version_is_refused(string json) =>
        Assert.Throws<FormatException>(() => EngineInputJson.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Input_that_is_written_takes_little_more_memory_than_its_bytes()
    {
        var input = Input("event");
        var length = EngineInputJson.Write(input).Length;

        Assert.InRange(Allocated.By(() => EngineInputJson.Write(input)), length, length + 400);
    }

    [Fact]
    public void Input_that_cannot_be_written_leaves_nothing_to_the_next()
    {
        var expected = Text(EngineInputJson.Write(Input("event")));

        Assert.Throws<ArgumentException>(() => EngineInputJson.Write(new OddInput(DateTimeOffset.UnixEpoch)));

        Assert.Equal(expected, Text(EngineInputJson.Write(Input("event"))));
        Assert.Equal(expected, Text(EngineInputJson.Write(Input("event"))));
    }

    [Fact]
    public void Firing_reads_back_the_same()
    {
        var rule = Rule(new CountPattern([On("STOP", by: "data.v")], 2, Seconds(10)), log: "{{ first.id }} {{ has(previous.id) }}") with { Limit = new Limit(1, Seconds(60)) };
        var engine = new Driven(rule);
        Firing[] Two(double at) => [.. engine.Event(at, "STOP", """{"v":"x"}"""), .. engine.Event(at + 1, "STOP", """{"v":"x"}""")];
        Two(0);
        var firing = Two(2).Single();

        var read = FiringJson.Read(FiringJson.Write(firing), engine.Rules);

        Assert.NotNull(read);
        Assert.Equal(Text(FiringJson.Write(firing)), Text(FiringJson.Write(read)));
        Assert.Equal((firing.Id, firing.Match, true, firing.Key), (read.Id, read.Match, read.LimitedOnly, read.Key));
        Assert.Equal(("e2", "e3", "e1"), (read.First.Event.Id, read.Last.Event.Id, read.Previous?.Event.Id));
        Assert.Equal(firing.Key.Labels, read.Key.Labels);
        Assert.Same(rule, read.Rule);
    }

    [Fact]
    public void Firing_of_a_rule_that_is_gone_or_means_something_else_is_none()
    {
        var rule = Rule(new EachPattern([On("STOP")]));
        var written = FiringJson.Write(new Driven(rule).Event(0, "STOP").Single());

        Assert.Null(FiringJson.Read(written, Set()));
        Assert.Null(FiringJson.Read(written, Set(rule with { Severity = Severity.Critical })));
        Assert.NotNull(FiringJson.Read(written, Set(rule with { Mode = RuleMode.Shadow })));
        Assert.Throws<FormatException>(() => FiringJson.Read("{}"u8.ToArray(), Set(rule)));
    }

    private static EngineInput Input(string kind) => kind switch
    {
        "event" => new SeenEvent(s_vm, TestRules.Event("STOP", """{"a": [1, 2.50]}""", 1) with { QemuMicroseconds = 7, Origin = EventOrigin.Recovered }),
        "time" => new TimePassed(At(1.000001)),
        "state" => new StateObserved(s_vm, "s1", At(1), At(2)),
        "link" => new LinkChanged(s_vm, LinkState.Missed, "l1", At(3)),
        "own" => new OwnCommand("r", "id", "stop", true, At(4)),
        "hit" => new FleetHit(
            "r", "f", new RuleKey(null, [KeyValuePair.Create("node", CelValue.From("n\"1")), KeyValuePair.Create("n", CelValue.From(ulong.MaxValue))], ["node"]), ulong.MaxValue, 0, "\"v\"",
            TestRules.Input("STOP", "nonsense"), At(5)),
        _ => new FleetHit("r", "f", null, 0, 6, null, TestRules.Input("STOP"), At(5)),
    };

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);

    private sealed record OddInput(DateTimeOffset Now) : EngineInput
    {
        public override DateTimeOffset At => Now;
    }
}
