using Reactor.Output;

namespace Reactor.Tests.Output;

public sealed class SpanTextTests
{
    [Theory]
    [InlineData(0, "+0 us")]
    [InlineData(850, "+850 us")]
    [InlineData(3_140, "+3.1 ms")]
    [InlineData(21_538_404, "+21.54 s")]
    [InlineData(3_723_900_000, "+1h2m3s")]
    [InlineData(-21_538_404, "21.54 s before")]
    [InlineData(-850, "850 us before")]
    [InlineData(-3_723_900_000, "1h2m3s before")]
    public void Time_after_something_or_before_it_is_told_in_the_unit_that_fits(long microseconds, string expected) =>
        Assert.Equal(expected, SpanText.After(TimeSpan.FromMicroseconds(microseconds)));
}
