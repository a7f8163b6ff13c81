using Reactor.Reactions.Pacing;
using Reactor.Rules.Configuration;

namespace Reactor.Reactions.Tests.Pacing;

public class TargetPaceTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private static readonly BreakerOptions s_breaker = new() { Failures = 3, OpenMin = TimeSpan.FromSeconds(10), OpenMax = TimeSpan.FromSeconds(25) };

    private readonly TargetPace _pace = new();

    public TargetPaceTests() => _pace.Configure(null, s_breaker, s_start);

    [Fact]
    public void End_failures_in_a_row_opens_and_one_tries_when_the_time_is_over()
    {
        Fail(s_start, 3);

        Assert.Equal(BreakerState.Open, _pace.State);
        Assert.Equal((0, s_start + TimeSpan.FromSeconds(10)), (_pace.Room(s_start), _pace.RoomAt(s_start)));
        var probe = s_start + TimeSpan.FromSeconds(10);
        Assert.Equal(1, _pace.Room(probe));
        Assert.True(_pace.TryBegin(probe));
        Assert.False(_pace.TryBegin(probe));
        Assert.Equal(BreakerState.HalfOpen, _pace.State);
        Assert.Null(_pace.RoomAt(probe));
    }

    [Fact]
    public void End_success_between_failures_keeps_it_closed()
    {
        for (var i = 0; i < 10; i++)
        {
            Fail(s_start, 2);
            _pace.End(works: true, s_start, 0);
        }

        Assert.Equal(BreakerState.Closed, _pace.State);
    }

    [Fact]
    public void End_attempt_that_tried_fails_is_open_for_longer_up_to_a_bound_and_a_success_forgets()
    {
        Fail(s_start, 3);
        var now = s_start;
        foreach (var seconds in (double[])[10, 20, 25, 25])
        {
            Assert.Equal(now + TimeSpan.FromSeconds(seconds), _pace.RoomAt(now));
            now += TimeSpan.FromSeconds(seconds);
            Assert.True(_pace.TryBegin(now));
            _pace.End(works: false, now, 0);
        }

        now += TimeSpan.FromSeconds(25);
        Assert.True(_pace.TryBegin(now));
        _pace.End(works: true, now, 0);
        Assert.Equal((BreakerState.Closed, int.MaxValue), (_pace.State, _pace.Room(now)));
        Fail(now, 3);
        Assert.Equal(now + TimeSpan.FromSeconds(10), _pace.RoomAt(now));
    }

    [Fact]
    public void End_attempts_that_began_before_fail_after_it_opened_do_not_prolong_it_and_a_success_closes_it()
    {
        Fail(s_start, 3);
        Fail(s_start + TimeSpan.FromSeconds(5), 9);

        Assert.Equal(s_start + TimeSpan.FromSeconds(10), _pace.RoomAt(s_start));
        _pace.End(works: true, s_start, 0);
        Assert.Equal(BreakerState.Closed, _pace.State);
    }

    [Fact]
    public void GiveUp_of_the_one_that_tries_another_may_try()
    {
        Fail(s_start, 3);
        var probe = s_start + TimeSpan.FromSeconds(10);
        Assert.True(_pace.TryBegin(probe));

        _pace.GiveUp(probe);

        Assert.True(_pace.TryBegin(probe));
    }

    [Fact]
    public void Configure_again_lets_one_try_at_once_and_keeps_the_rest()
    {
        var rate = new DeliveryRate(2, TimeSpan.FromMinutes(1));
        _pace.Configure(rate, s_breaker, s_start);
        Assert.True(_pace.TryBegin(s_start));
        Fail(s_start, 3);

        _pace.Configure(rate, s_breaker, s_start);

        Assert.True(_pace.TryBegin(s_start));
        Assert.Equal(BreakerState.HalfOpen, _pace.State);
        _pace.End(works: true, s_start, 0);
        Assert.Equal((0, s_start + TimeSpan.FromSeconds(30)), (_pace.Room(s_start), _pace.RoomAt(s_start)));
        _pace.Configure(null, null, s_start);
        Assert.Equal(int.MaxValue, _pace.Room(s_start));
    }

    [Fact]
    public void Jitter_comes_earlier_by_a_fifth_at_most()
    {
        _pace.End(works: false, s_start, 0.999);
        Fail(s_start, 1);
        _pace.End(works: false, s_start, 0.5);

        Assert.Equal(s_start + TimeSpan.FromSeconds(9), _pace.RoomAt(s_start));
    }

    private void Fail(DateTimeOffset now, int times)
    {
        for (var i = 0; i < times; i++)
            _pace.End(works: false, now, 0);
    }
}
