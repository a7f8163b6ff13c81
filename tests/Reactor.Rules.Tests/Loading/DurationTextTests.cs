using FsCheck;
using FsCheck.Xunit;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Tests.Loading;

public class DurationTextTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("10m", 600_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("1d2h3m4s5ms", 93_784_005)]
    [InlineData("90m", 5_400_000)]
    public void TryParse_durations(string text, long milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var span, out string? advice));
        Assert.Equal((milliseconds, null), ((long)span.TotalMilliseconds, advice));
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("10")]
    [InlineData("1.5h")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("5S")]
    [InlineData("5sec")]
    [InlineData("30m1h")]
    [InlineData("1s1s")]
    [InlineData("1w")]
    [InlineData("99999999999s")]
    [InlineData("٣s")]
    public void TryParse_what_is_none_is_refused_with_advice(string text)
    {
        Assert.False(DurationText.TryParse(text, out _, out string? advice));
        Assert.NotNull(advice);
    }

    [Fact]
    public void TryParse_number_without_unit_is_told_to_have_one()
    {
        Assert.False(DurationText.TryParse("15", out _, out string? advice));
        Assert.Equal("give a unit: 15s for seconds, 15m for minutes", advice);
    }

    [Property]
    public bool Format_reads_back(NonNegativeInt milliseconds) =>
        DurationText.TryParse(DurationText.Format(TimeSpan.FromMilliseconds(milliseconds.Get)), out var span, out _)
        && span == TimeSpan.FromMilliseconds(milliseconds.Get);
}
