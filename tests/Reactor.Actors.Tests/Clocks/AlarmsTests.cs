using Reactor.Actors.Clocks;
using Reactor.Actors.Tests.Fakes;

namespace Reactor.Actors.Tests.Clocks;

public sealed class AlarmsTests : VirtualTimeKit
{
    private readonly Alarms _alarms;
    private readonly List<int> _rung = [];

    public AlarmsTests() => _alarms = new Alarms(TestActor, Sys.Scheduler, Time);

    [Fact]
    public async Task Several_are_due_they_ring_in_their_order_on_one_wake_up()
    {
        _alarms.Start(2, TimeSpan.FromSeconds(2));
        _alarms.Start(5, TimeSpan.FromSeconds(3));
        _alarms.Start(0, TimeSpan.FromSeconds(60));
        Assert.True(_alarms.IsOn(5));

        Advance(TimeSpan.FromSeconds(4));
        await WakeAsync();

        Assert.Equal([2, 5], _rung);
        Assert.False(_alarms.IsOn(5));
        await ExpectNoMsgAsync(TimeSpan.Zero);
        Advance(TimeSpan.FromSeconds(56));
        await WakeAsync();
        Assert.Equal([2, 5, 0], _rung);
    }

    [Fact]
    public async Task Earlier_one_is_started_later_both_ring_in_time()
    {
        _alarms.Start(0, TimeSpan.FromSeconds(10));
        _alarms.Start(1, TimeSpan.FromSeconds(1));

        Advance(TimeSpan.FromSeconds(1));
        await WakeAsync();
        Assert.Equal([1], _rung);

        // The wake-up of the one that was first is not the last that was scheduled: it is passed over.
        Advance(TimeSpan.FromSeconds(9));
        await WakeAsync();
        await WakeAsync();
        Assert.Equal([1, 0], _rung);
    }

    [Fact]
    public async Task Cancelled_and_started_again_rings_at_its_new_time_alone()
    {
        _alarms.Start(3, TimeSpan.FromSeconds(1));
        _alarms.Cancel(3);
        _alarms.Start(3, TimeSpan.FromSeconds(5));

        Advance(TimeSpan.FromSeconds(1));
        await WakeAsync();
        Assert.Empty(_rung);

        Advance(TimeSpan.FromSeconds(4));
        await WakeAsync();
        Assert.Equal([3], _rung);
    }

    [Fact]
    public async Task All_are_cancelled_none_rings()
    {
        _alarms.Start(3, TimeSpan.FromSeconds(1));
        _alarms.Start(4, TimeSpan.FromSeconds(1));
        _alarms.CancelAll();

        Advance(TimeSpan.FromSeconds(1));
        await WakeAsync();

        Assert.Empty(_rung);
        Assert.False(_alarms.IsOn(3));
    }

    [Fact]
    public async Task Far_ones_of_two_actors_ring_at_the_same_moment_at_most_a_step_late()
    {
        var other = new Alarms(TestActor, Sys.Scheduler, Time);
        _alarms.Start(0, Alarms.Far + TimeSpan.FromMilliseconds(1));
        Advance(TimeSpan.FromMilliseconds(7));
        other.Start(0, Alarms.Far + TimeSpan.FromMilliseconds(20));

        Advance(Alarms.Far - TimeSpan.FromMilliseconds(6));
        await ExpectNoMsgAsync(TimeSpan.Zero);
        Advance(Alarms.Step);
        var first = await ExpectMsgAsync<Alarms.WakeUp>();
        Assert.Equal(first, await ExpectMsgAsync<Alarms.WakeUp>());
    }

    [Fact]
    public async Task Near_one_rings_when_it_is_due()
    {
        Advance(TimeSpan.FromMilliseconds(7));
        _alarms.Start(0, TimeSpan.FromMilliseconds(11));

        Advance(TimeSpan.FromMilliseconds(11));
        await WakeAsync();
        Assert.Equal([0], _rung);
    }

    [Fact]
    public async Task Started_while_ringing_rings_too()
    {
        _alarms.Start(0, TimeSpan.FromSeconds(1));

        Advance(TimeSpan.FromSeconds(1));
        _alarms.Wake(await ExpectMsgAsync<Alarms.WakeUp>(), _rung, (rung, alarm) =>
        {
            rung.Add(alarm);
            if (rung.Count == 1)
                _alarms.Start(1, TimeSpan.Zero);
        });

        Assert.Equal([0, 1], _rung);
    }

    private async Task WakeAsync() => _alarms.Wake(await ExpectMsgAsync<Alarms.WakeUp>(), _rung, static (rung, alarm) => rung.Add(alarm));
}
