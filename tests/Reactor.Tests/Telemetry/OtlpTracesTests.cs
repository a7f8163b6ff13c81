using Reactor.Actors.Tracing;
using Reactor.Telemetry;

namespace Reactor.Tests.Telemetry;

public class OtlpTracesTests
{
    private static readonly DateTimeOffset s_at = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private static readonly Span s_span = new()
    {
        Trace = UInt128.Parse("0102030405060708090a0b0c0d0e0f10", System.Globalization.NumberStyles.HexNumber, null),
        Id = 0x1112131415161718,
        Parent = 0x2122232425262728,
        Name = "attempt",
        Kind = SpanKind.Client,
        Begin = s_at,
        End = s_at + TimeSpan.FromTicks(15),
        Failure = "503",
        Attributes = [new("a", "text"), new("b", 7L), new("c", true), new("d", false)],
    };

    [Fact]
    public void Span_is_written_whole()
    {
        var seen = Assert.Single(Write(s_span));

        Assert.Equal(("0102030405060708090a0b0c0d0e0f10", "1112131415161718", "2122232425262728", "attempt", 3), (seen.Trace, seen.Id, seen.Parent, seen.Name, seen.Kind));
        Assert.Equal((1772445600_000000000ul, 1772445600_000001500ul), (seen.Begin, seen.End));
        Assert.Equal(new Dictionary<string, object> { ["a"] = "text", ["b"] = 7L, ["c"] = true, ["d"] = false }, seen.Attributes);
        Assert.Equal((2, "503", 1u), (seen.Status, seen.Message, seen.Flags));
        Assert.Equal(("reactor", "h1", "reactor"), (seen.Resource["service.name"], seen.Resource["service.instance.id"], seen.Scope));
    }

    [Fact]
    public void Root_that_went_well_has_no_parent_and_no_message()
    {
        var seen = Assert.Single(Write(s_span with { Parent = 0, Failure = null, Kind = SpanKind.Consumer }));

        Assert.Equal(("", 1, "", 5), (seen.Parent, seen.Status, seen.Message, seen.Kind));
    }

    [Fact]
    public void Texts_are_cut_between_characters()
    {
        var text = new string('x', OtlpMessage.LongestText - 1) + "😀 and more";

        var seen = Assert.Single(Write(s_span with { Failure = text, Attributes = [new("a", text)] }));

        Assert.Equal(new string('x', OtlpMessage.LongestText - 1) + "…", seen.Message);
        Assert.Equal(seen.Message, seen.Attributes["a"]);
    }

    private static IEnumerable<SeenSpan> Write(params Span[] spans) => new SeenRequest("traces", "", new Dictionary<string, string>(), OtlpTraces.Write("h1", spans).ToArray(), true).Spans;
}
