using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Xunit;
using Reactor.Reactions.Payloads;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Tests.Payloads;

public class StandardPayloadTests
{
    private const int Megabyte = 1024 * 1024;

    private static readonly DateTimeOffset s_at = new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero).AddTicks(1234567);

    private static readonly PayloadContent s_content = new()
    {
        Timestamp = s_at,
        FiringId = "f_abc",
        Rule = "quorum-child-flaky",
        Severity = "error",
        Labels = Labels(("node", "c2"), ("team", "virt")),
        Summary = "c2 of web1 returns bad data",
        Vm = new VmView { Id = "5e0f", Name = "web1", Uuid = "5e0f", Host = "h1", Labels = Labels(("env", "prod")), Status = "running" },
        Event = new VmEvent
        {
            Id = "41-99/1.2/3",
            Name = "QUORUM_REPORT_BAD",
            At = s_at,
            Data = """{"node-name": "c2", "sector-num": 18446744073709551615, "sectors-count": 1, "type": "read"}"""u8.ToArray(),
        },
        Match = new PayloadMatch(3, s_at.AddMinutes(-5), s_at, 2, """{"vm":"5e0f","node":"c2"}"""),
    };

    [Fact]
    public void Write_firing_is_exactly_this() => AssertWritten(
        """
        {"type":"reactor.firing","timestamp":"2026-03-02T10:00:00.123456Z",
        "data":{"firing":"f_abc","rule":"quorum-child-flaky","severity":"error","labels":{"node":"c2","team":"virt"},"summary":"c2 of web1 returns bad data",
        "vm":{"id":"5e0f","name":"web1","uuid":"5e0f","host":"h1","labels":{"env":"prod"}},
        "event":{"id":"41-99/1.2/3","name":"QUORUM_REPORT_BAD","at":"2026-03-02T10:00:00.123456Z","origin":"live",
        "data":{"node-name":"c2","sector-num":18446744073709551615,"sectors-count":1,"type":"read"}},
        "match":{"count":3,"first_at":"2026-03-02T09:55:00.123456Z","last_at":"2026-03-02T10:00:00.123456Z","suppressed":2,"key":{"node":"c2"}}}}
        """,
        s_content);

    [Fact]
    public void Write_alert_firing_is_exactly_this() => AssertWritten(
        """
        {"type":"reactor.alert.firing","timestamp":"2026-03-02T10:00:00.123456Z",
        "data":{"firing":"f_abc","rule":"quorum-child-flaky","severity":"error","labels":{},"summary":"s",
        "alert":{"id":"flaky","state":"firing","starts_at":"2026-03-02T10:00:00.123456Z","ends_at":null,"resolved_by":null},
        "vm":{"id":"5e0f","name":"web1","uuid":null,"host":"h1","labels":{}},
        "event":{"id":"41-99/1.2/3","name":"QUORUM_REPORT_BAD","at":"2026-03-02T10:00:00.123456Z","origin":"live","data":{}},
        "match":{"count":1,"first_at":"2026-03-02T10:00:00.123456Z","last_at":"2026-03-02T10:00:00.123456Z","suppressed":0,"key":{}}}}
        """,
        s_content with
        {
            Labels = Labels(),
            Summary = "s",
            Alert = new PayloadAlert("flaky", false, s_at, null, null),
            Vm = s_content.Vm with { Uuid = null, Labels = Labels() },
            Event = s_content.Event! with { Data = "{}"u8.ToArray() },
            Match = new PayloadMatch(1, s_at, s_at, 0, """{"vm":"5e0f"}"""),
        });

    [Fact]
    public void Write_alert_resolved_is_exactly_this() => AssertWritten(
        """
        {"type":"reactor.alert.resolved","timestamp":"2026-03-02T10:00:00.123456Z",
        "data":{"firing":"f_abc","rule":"quorum-child-flaky","severity":"error","labels":{},"summary":"s",
        "alert":{"id":"flaky","state":"resolved","starts_at":"2026-03-02T09:00:00.123456Z","ends_at":"2026-03-02T10:00:00.123456Z","resolved_by":"rule_removed","description":"more"},
        "vm":{"id":"5e0f","name":"web1","uuid":"5e0f","host":"h1","labels":{"env":"prod"}},
        "event":null,
        "match":{"count":3,"first_at":"2026-03-02T09:55:00.123456Z","last_at":"2026-03-02T10:00:00.123456Z","suppressed":2,"key":{"node":"c2"}}}}
        """,
        s_content with
        {
            Labels = Labels(),
            Summary = "s",
            Event = null,
            Alert = new PayloadAlert("flaky", true, s_at.AddHours(-1), s_at, "rule_removed", "more"),
        });

    [Fact]
    public void Write_larger_than_allowed_leaves_out_what_the_guest_said()
    {
        var data = Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', Megabyte)}}"}""");
        var payload = StandardPayload.Write(s_content with { Event = s_content.Event! with { Data = data } }, Megabyte);
        using var document = JsonDocument.Parse(payload);
        var @event = document.RootElement.GetProperty("data").GetProperty("event");
        Assert.Equal("{}", @event.GetProperty("data").GetRawText());
        Assert.Equal(data.Length, @event.GetProperty("omitted_bytes").GetInt32());
        Assert.True(payload.Length < 2048);
    }

    [Fact]
    public void Write_text_that_grows_when_escaped_stays_within_the_bound()
    {
        var data = Encoding.UTF8.GetBytes($$"""{"text":"{{new string('<', Megabyte / 4)}}"}""");
        Assert.True(StandardPayload.Write(s_content with { Event = s_content.Event! with { Data = data } }, Megabyte).Length < Megabyte);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"a\":1},\"rule\":\"forged\"")]
    [InlineData("{\"a\":1}}")]
    [InlineData("[1]")]
    public void Write_data_that_is_no_object_is_left_out(string data)
    {
        var payload = StandardPayload.Write(s_content with { Event = s_content.Event! with { Data = Encoding.UTF8.GetBytes(data) } }, Megabyte);
        using var document = JsonDocument.Parse(payload);
        Assert.Equal("{}", document.RootElement.GetProperty("data").GetProperty("event").GetProperty("data").GetRawText());
        Assert.Equal("quorum-child-flaky", document.RootElement.GetProperty("data").GetProperty("rule").GetString());
    }

    [Property(MaxTest = 300)]
    public void Write_any_guest_text_stays_text(NonNull<string> text, NonNull<string> name)
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { [text.Get] = name.Get });
        var content = s_content with
        {
            Summary = text.Get,
            Labels = Labels((name.Get, text.Get)),
            Vm = s_content.Vm with { Name = name.Get },
            Event = s_content.Event! with { Data = data },
            Alert = new PayloadAlert(name.Get, false, s_at, null, null, text.Get),
        };
        var payload = StandardPayload.Write(content, Megabyte);
        Assert.Equal(payload.ToArray(), StandardPayload.Write(content, Megabyte).ToArray());
        using var document = JsonDocument.Parse(payload);
        var written = document.RootElement.GetProperty("data");
        Assert.Equal(["firing", "rule", "severity", "labels", "summary", "alert", "vm", "event", "match"], written.EnumerateObject().Select(p => p.Name));
        Assert.Equal(Utf8(text.Get), written.GetProperty("summary").GetString());
        Assert.Equal(Utf8(name.Get), written.GetProperty("vm").GetProperty("name").GetString());
        Assert.Equal(Utf8(text.Get), Assert.Single(written.GetProperty("labels").EnumerateObject()).Value.GetString());
        var member = Assert.Single(written.GetProperty("event").GetProperty("data").EnumerateObject());
        Assert.Equal((Utf8(text.Get), Utf8(name.Get)), (member.Name, member.Value.GetString()));
        Assert.DoesNotContain(payload.ToArray(), b => b is (byte)'<' or (byte)'>' or < 0x20 or > 0x7e);
    }

    private static void AssertWritten(string expected, PayloadContent content) =>
        Assert.Equal(expected.ReplaceLineEndings(""), Encoding.UTF8.GetString(StandardPayload.Write(content, Megabyte).Span));

    // What is not valid Unicode is replaced, here and there.
    private static string Utf8(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static ImmutableSortedDictionary<string, string> Labels(params (string Name, string Value)[] labels) =>
        labels.ToImmutableSortedDictionary(l => l.Name, l => l.Value, StringComparer.Ordinal);
}
