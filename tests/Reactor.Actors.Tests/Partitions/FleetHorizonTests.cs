using Reactor.Actors.Clocks;
using Reactor.Actors.Partitions;
using Reactor.Actors.Tests.Fakes;

namespace Reactor.Actors.Tests.Partitions;

public sealed class FleetHorizonTests
{
    private readonly ManualTime _time = new();
    private readonly EngineClock _clock;
    private readonly FleetHorizon _horizon;

    public FleetHorizonTests()
    {
        _clock = new EngineClock(_time, null);
        _horizon = new FleetHorizon(_clock);
    }

    [Fact]
    public void Now_is_when_the_first_set_out_that_has_not_arrived_whatever_the_order_of_arrival()
    {
        var passages = Enumerable.Range(0, 4).Select(_ => SetOut()).ToArray();

        Assert.Equal(passages[0].At, _horizon.Now);
        passages[1].Arrive();
        Assert.Equal(passages[0].At, _horizon.Now);
        passages[0].Arrive();
        Assert.Equal(passages[2].At, _horizon.Now);
        passages[3].Arrive();
        Assert.Equal(passages[2].At, _horizon.Now);
        var last = SetOut();
        passages[2].Arrive();
        Assert.Equal(last.At, _horizon.Now);
        last.Arrive();
        Assert.Equal(_clock.Now, _horizon.Now);
    }

    [Fact]
    public void Now_waits_for_all_ways_of_what_was_divided()
    {
        var passage = SetOut();
        passage.Divide();

        passage.Arrive();
        Assert.Equal(passage.At, _horizon.Now);
        passage.Arrive();
        Assert.Equal(_clock.Now, _horizon.Now);
    }

    private Passage SetOut()
    {
        var passage = _horizon.SetOut();
        _time.Advance(TimeSpan.FromSeconds(1));
        return passage;
    }
}
