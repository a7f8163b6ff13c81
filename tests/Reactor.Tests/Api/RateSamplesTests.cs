using Reactor.Actors.Status;
using Reactor.Api;

namespace Reactor.Tests.Api;

public sealed class RateSamplesTests : IDisposable
{
    private readonly SteppedTime _time = new();
    private readonly RateSamples _rates;
    private long _events;

    public RateSamplesTests() => _rates = new RateSamples(() => new RuntimeCounts(_events, _events / 2), _time);

    public void Dispose() => _rates.Dispose();

    [Fact]
    public void Sample_is_what_came_in_a_step_per_second_from_the_first_on()
    {
        Step(100);
        Step(150);
        Step(150);

        Assert.Equal([new RateSample(10, 5), new RateSample(5, 2.5), new RateSample(0, 0)], _rates.Read().AsEnumerable());
    }

    [Fact]
    public void Sample_where_a_vm_was_forgotten_is_not_below_nothing()
    {
        Step(100);
        Step(10);

        Assert.Equal([new RateSample(10, 5), new RateSample(0, 0)], _rates.Read().AsEnumerable());
    }

    [Fact]
    public void Samples_of_long_are_bounded_and_the_newest_stay()
    {
        for (var i = 0; i <= RateSamples.Most + 5; i++)
        {
            Step(i * (long)i * 10);
        }

        Assert.Equal(RateSamples.Most, _rates.Read().Length);
        Assert.Equal(2 * (RateSamples.Most + 5) - 1, _rates.Read()[^1].Events);
    }

    private void Step(long events)
    {
        _events = events;
        _time.Step(RateSamples.Step);
    }

    /// <summary>Has one timer, which fires when it is told to.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private long _elapsed;
        private Action _fire = () => { };

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _elapsed;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _fire = () => callback(state);
            return new Timer();
        }

        public void Step(TimeSpan by)
        {
            _elapsed += by.Ticks;
            _fire();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
