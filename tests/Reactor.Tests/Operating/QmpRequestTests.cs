using System.Text.Json;
using Reactor.Operating;
using Reactor.Queries;

namespace Reactor.Tests.Operating;

public sealed class QmpRequestTests
{
    [Theory]
    [InlineData("\"10\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("1.5")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("600001")]
    [InlineData("1e99")]
    public void Timeout_that_is_no_time_is_told_and_nothing_is_thrown(string timeout)
    {
        var refused = Assert.Throws<RequestRefusedException>(() => Read($$"""{"vm":"a","command":"stop","timeout_ms":{{timeout}}}"""));

        Assert.Contains("`timeout_ms` is an integer, 1 to 600000", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 10_000)]
    [InlineData(",\"timeout_ms\":1", 1)]
    [InlineData(",\"timeout_ms\":600000", 600_000)]
    public void Timeout_is_as_given_or_the_usual(string member, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Read($$"""{"vm":"a","command":"stop"{{member}}}""").Timeout);

    [Theory]
    [InlineData("""{"vm":"a"}""", "`vm` and `command` are wanted")]
    [InlineData("""{"vm":"","command":"stop"}""", "`vm` and `command` are wanted")]
    [InlineData("""{"vm":"a","command":"stop","process":7}""", "`process` is text")]
    [InlineData("""{"vm":"a","command":"stop","arguments":[]}""", "`arguments` is a JSON object")]
    [InlineData("""{"vm":"a","command":"stop","arguments":{"a":"\ud800"}}""", "`arguments` is a JSON object of valid text")]
    [InlineData("""{"vm":"a","command":"stop","look":"true"}""", "`look` is true or false")]
    [InlineData("""{"vm":"a","command":"stop","confirmed":1}""", "`confirmed` is true or false")]
    [InlineData("""{"vm":"a","command":"stop","confirm":true}""", "`confirm` is nothing that is wanted here")]
    [InlineData("""{"\ud800":1}""", "a member's name is no valid text")]
    [InlineData("[]", "no JSON object")]
    public void Wrong_body_is_refused(string body, string problem) =>
        Assert.Contains(problem, Assert.Throws<RequestRefusedException>(() => Read(body)).Message, StringComparison.Ordinal);

    private static Reactor.Actors.Operating.OperatorCommand Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return QmpRequest.Read(RequestBody.Of(document.RootElement, QmpRequest.Members));
    }
}
