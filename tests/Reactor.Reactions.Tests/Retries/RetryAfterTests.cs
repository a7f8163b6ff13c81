using FsCheck.Xunit;
using Reactor.Reactions.Retries;

namespace Reactor.Reactions.Tests.Retries;

public class RetryAfterTests
{
    private static readonly DateTimeOffset s_now = new(1994, 11, 6, 8, 49, 7, TimeSpan.Zero);
    private static readonly TimeSpan s_max = TimeSpan.FromHours(1);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("120", 120)]
    [InlineData(" 120 ", 120)]
    [InlineData("3600", 3600)]
    [InlineData("3601", 3600)]
    [InlineData("99999999999999999999999999", 3600)]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", 30)]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT", 30)]
    [InlineData("Sun Nov  6 08:49:37 1994", 30)]
    [InlineData("Sun, 06 Nov 1994 08:49:00 GMT", 0)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", 3600)]
    public void Parse_valid_header_gives_a_bounded_wait(string header, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(header, s_now, s_max));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("1.5")]
    [InlineData("1e9")]
    [InlineData("0x10")]
    [InlineData("Mon, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 CET")]
    [InlineData("1994-11-06T08:49:37Z")]
    public void Parse_anything_else_says_nothing(string? header) => Assert.Null(RetryAfter.Parse(header, s_now, s_max));

    [Fact]
    public void Parse_endless_header_says_nothing() => Assert.Null(RetryAfter.Parse(new string('9', 100_000), s_now, s_max));

    [Property]
    public bool Parse_any_text_stays_within_bounds(string text) =>
        RetryAfter.Parse(text, s_now, s_max) is not { } wait || (wait >= TimeSpan.Zero && wait <= s_max);
}
