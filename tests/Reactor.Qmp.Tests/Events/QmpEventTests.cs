using System.Text;
using System.Text.Json;

namespace Reactor.Qmp.Tests.Events;

public class QmpEventTests
{
    private static readonly DateTimeOffset s_at = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [MemberData(nameof(FoundingExamples.Names), MemberType = typeof(FoundingExamples))]
    public void TryParse_founding_example_comes_out_in_the_wires_form(string name)
    {
        var example = FoundingExamples.All.Single(e => e.Name == name);
        QmpEvent parsed = Parse(example.Printed);
        Assert.Equal(name, parsed.Name);
        Assert.Equal(example.WireData, Encoding.UTF8.GetString(parsed.Data.Span));
        Assert.Equal(example.Timestamp, parsed.Timestamp);
    }

    [Theory]
    [MemberData(nameof(FoundingExamples.Names), MemberType = typeof(FoundingExamples))]
    public void TryParse_founding_example_has_only_members_of_the_catalogue(string name)
    {
        QmpEvent parsed = Parse(FoundingExamples.All.Single(e => e.Name == name).Printed);
        Assert.True(EventCatalogue.Default.TryGet(name, out var schema));
        using var document = JsonDocument.Parse(parsed.Data);
        Check(document.RootElement, schema.Fields);

        static void Check(JsonElement data, IReadOnlyList<EventField> fields)
        {
            foreach (JsonProperty member in data.EnumerateObject())
            {
                EventField field = Assert.Single(fields, f => f.Name == member.Name);
                if (member.Value.ValueKind == JsonValueKind.Object)
                    Check(member.Value, field.Fields);
            }
        }
    }

    [Fact]
    public void Founding_examples_are_all_eleven() => Assert.Equal(11, FoundingExamples.All.Select(e => e.Name).Distinct().Count());

    [Fact]
    public void TryParse_keeps_ordinal_and_time()
    {
        Assert.True(QmpEvent.TryParse("""{"event": "STOP"}"""u8, 42, s_at, out var parsed, out _));
        Assert.Equal(42, parsed.Ordinal);
        Assert.Equal(s_at, parsed.ReceivedAt);
    }

    [Fact]
    public void TryParse_without_data_gives_empty_object() => Assert.Equal("{}", Data("""{"event": "STOP"}"""));

    [Theory]
    [InlineData("""{"event": "STOP", "timestamp": {"seconds": -1, "microseconds": -1}}""")]
    [InlineData("""{"event": "STOP", "timestamp": {"seconds": 1}}""")]
    [InlineData("""{"event": "STOP", "timestamp": {"seconds": 1, "microseconds": 1000000}}""")]
    [InlineData("""{"event": "STOP", "timestamp": {"seconds": 1e300, "microseconds": 0}}""")]
    [InlineData("""{"event": "STOP", "timestamp": {"seconds": 9223372036854775807, "microseconds": 0}}""")]
    [InlineData("""{"event": "STOP", "timestamp": {"seconds": "1", "microseconds": [2]}}""")]
    [InlineData("""{"event": "STOP", "timestamp": null}""")]
    [InlineData("""{"event": "STOP", "timestamp": 17}""")]
    [InlineData("""{"event": "STOP"}""")]
    public void TryParse_absent_or_senseless_timestamp_gives_null(string json) => Assert.Null(Parse(json).Timestamp);

    [Fact]
    public void Timestamp_keeps_microseconds()
    {
        var timestamp = Parse("""{"event": "STOP", "timestamp": {"microseconds": 435656, "seconds": 1267020223, "more": {"a": 1}}}""").Timestamp;
        Assert.Equal(new QmpTimestamp(1267020223, 435656), timestamp);
        Assert.Equal("2010-02-24T14:03:43.4356560+00:00", timestamp!.Value.ToDateTimeOffset().ToString("O"));
    }

    [Fact]
    public void TryParse_unsigned_64_bit_survives() =>
        Assert.Equal(
            """{"action": "pause", "info": {"type": "hyper-v", "arg1": 18446744073709551615}}""",
            Data("""{"event": "GUEST_PANICKED", "data": {"action": "pause", "info": {"type": "hyper-v", "arg1": 18446744073709551615}}}"""));

    [Fact]
    public void TryParse_escaped_key_and_name_are_understood()
    {
        var parsed = Parse("""{"\u0065vent": "ST\u004fP", "unknown": [1, {"event": "RESUME"}]}""");
        Assert.Equal("STOP", parsed.Name);
    }

    [Fact]
    public void TryParse_known_name_is_interned() => Assert.Same(EventCatalogue.Default.Names.Single(n => n == "STOP"), Parse("""{"event": "STOP"}""").Name);

    [Fact]
    public void TryParse_member_twice_last_one_counts() =>
        Assert.Equal("""{"a": 2}""", Data("""{"event": "RESUME", "data": {"a": 1}, "event": "STOP", "data": {"a": 2}}"""));

    [Theory]
    [InlineData("")]
    [InlineData("17")]
    [InlineData("[]")]
    [InlineData("""{"event": "STOP" """)]
    [InlineData("""{"event": "STOP"} {}""")]
    [InlineData("""{"event": "STOP",}""")]
    [InlineData("""{"event": "STOP", "data": {"x": 01}}""")]
    [InlineData("""{"event": "STOP", "data": {"x": "\ud800"}}""")]
    [InlineData("""{"event": "STOP", "data": {"x": "\udc00\ud800"}}""")]
    public void TryParse_broken_json_is_an_error(string json)
    {
        Assert.False(QmpEvent.TryParse(Encoding.UTF8.GetBytes(json), 1, s_at, out var parsed, out var error));
        Assert.Null(parsed);
        Assert.Contains("well-formed", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "without a member \"event\"")]
    [InlineData("""{"return": {}}""", "without a member \"event\"")]
    [InlineData("""{"event": 5}""", "name is no text")]
    [InlineData("""{"event": ""}""", "name is no text")]
    [InlineData("""{"event": "STOP", "data": []}""", "data is no JSON object")]
    [InlineData("""{"event": "STOP", "return": {}}""", "more than one kind")]
    public void TryParse_what_is_no_event_is_an_error(string json, string expected)
    {
        Assert.False(QmpEvent.TryParse(Encoding.UTF8.GetBytes(json), 1, s_at, out _, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_not_utf8_is_an_error()
    {
        byte[] json = [.. "{\"event\": \"ST"u8, 0xC3, 0x28, .. "\"}"u8];
        Assert.False(QmpEvent.TryParse(json, 1, s_at, out _, out var error));
        Assert.Contains("UTF-8", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_nested_two_thousand_deep_is_an_error()
    {
        string json = """{"event": "STOP", "data": {"a": """ + new string('[', 2000) + new string(']', 2000) + "}}";
        Assert.False(QmpEvent.TryParse(Encoding.UTF8.GetBytes(json), 1, s_at, out _, out _));
    }

    [Fact]
    public void Data_is_a_copy()
    {
        byte[] json = Encoding.UTF8.GetBytes("""{"event": "STOP", "data": {"a": 1}}""");
        Assert.True(QmpEvent.TryParse(json, 1, s_at, out var parsed, out _));
        Array.Clear(json);
        Assert.Equal("""{"a": 1}""", Encoding.UTF8.GetString(parsed.Data.Span));
    }

    private static QmpEvent Parse(string json)
    {
        Assert.True(QmpEvent.TryParse(Encoding.UTF8.GetBytes(json), 1, s_at, out var parsed, out var error), error);
        return parsed;
    }

    private static string Data(string json) => Encoding.UTF8.GetString(Parse(json).Data.Span);
}
