using Reactor.Actors.Clocks;

namespace Reactor.Actors.Tests.Clocks;

public class BackoffTests
{
    [Fact]
    public void Next_keeps_failing_doubles_within_bounds()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30), new Random(1));
        var bound = TimeSpan.FromMilliseconds(100);
        for (var i = 0; i < 100; i++)
        {
            var delay = backoff.Next();
            Assert.InRange(delay, bound / 2, bound);
            bound = bound * 2 < TimeSpan.FromSeconds(30) ? bound * 2 : TimeSpan.FromSeconds(30);
        }
    }

    [Fact]
    public void Reset_after_failures_starts_over()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30), new Random(1));
        for (var i = 0; i < 20; i++)
            backoff.Next();

        backoff.Reset();

        Assert.InRange(backoff.Next(), TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100));
    }
}
