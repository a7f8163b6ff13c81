using Reactor.Actors.Deliveries;

namespace Reactor.Actors.Tests.Deliveries;

public sealed class RecentPaceTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly RecentPace _pace = new();

    [Fact]
    public void Pace_is_that_of_the_last_window_until_the_next_has_more()
    {
        Count(5, windows: 0);
        Assert.Equal(5, At(0.9));

        Count(2, windows: 1);
        Assert.Equal(5, At(1.9));
        Count(6, windows: 1.95);
        Assert.Equal(8, At(1.95));
        Assert.Equal(8, At(2));
    }

    [Fact]
    public void Pace_after_a_pause_is_none()
    {
        Count(5, windows: 0);

        Assert.Equal(0, At(2));
        Count(1, windows: 7);
        Assert.Equal(1, At(7));
    }

    private int At(double windows) => _pace.At(s_start + (RecentPace.Window * windows));

    private void Count(int times, double windows)
    {
        for (var left = times; left > 0; left--)
            _pace.Count(s_start + (RecentPace.Window * windows));
    }
}
