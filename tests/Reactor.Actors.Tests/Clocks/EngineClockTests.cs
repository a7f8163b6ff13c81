using Reactor.Actors.Clocks;
using Reactor.Actors.Tests.Fakes;

namespace Reactor.Actors.Tests.Clocks;

public class EngineClockTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Now_store_is_older_starts_at_the_wall_clock() =>
        Assert.Equal(_time.GetUtcNow(), new EngineClock(_time, _time.GetUtcNow().AddHours(-1)).Now);

    [Fact]
    public void Now_store_is_ahead_starts_where_the_store_ended()
    {
        var last = _time.GetUtcNow().AddHours(1);

        Assert.Equal(last, new EngineClock(_time, last).Now);
    }

    [Fact]
    public void Now_wall_clock_steps_back_runs_on()
    {
        var clock = new EngineClock(_time, null);
        var before = clock.Now;

        _time.StepWallClock(TimeSpan.FromHours(-2));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(before.AddSeconds(1), clock.Now);
    }

    [Fact]
    public void Now_finer_than_the_store_is_cut_to_microseconds()
    {
        var clock = new EngineClock(_time, null);

        _time.Advance(TimeSpan.FromTicks(19));

        Assert.Equal(10, (clock.Now - clock.Start).Ticks);
    }
}
