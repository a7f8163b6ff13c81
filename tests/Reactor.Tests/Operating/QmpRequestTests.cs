using System.Text.Json;
using Reactor.Operating;

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
        var (command, problem) = Read($$"""{"vm":"a","command":"stop","timeout_ms":{{timeout}}}""");

        Assert.Null(command);
        Assert.Contains("`timeout_ms` is an integer, 1 to 600000", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 10_000)]
    [InlineData(",\"timeout_ms\":1", 1)]
    [InlineData(",\"timeout_ms\":600000", 600_000)]
    public void Timeout_is_as_given_or_the_usual(string member, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Read($$"""{"vm":"a","command":"stop"{{member}}}""").Command!.Timeout);

    private static (Reactor.Actors.Operating.OperatorCommand? Command, string? Problem) Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return QmpRequest.Read(document.RootElement);
    }
}
