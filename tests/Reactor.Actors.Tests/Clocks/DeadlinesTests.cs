using Reactor.Actors.Clocks;
using Reactor.Actors.Tests.Fakes;

namespace Reactor.Actors.Tests.Clocks;

public class DeadlinesTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(999, 1)]
    [InlineData(1000, 2)]
    [InlineData(1_500_000, 1501)]
    [InlineData(-1, 0)]
    public void DelayUntilAfter_is_strictly_after_in_whole_milliseconds(long microsecondsAway, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Deadlines.DelayUntilAfter(Samples.At.AddTicks(microsecondsAway * 10), Samples.At));

    [Fact]
    public void DelayUntilAfter_far_away_is_bounded() => Assert.Equal(Deadlines.MaxDelay, Deadlines.DelayUntilAfter(DateTimeOffset.MaxValue, Samples.At));
}
