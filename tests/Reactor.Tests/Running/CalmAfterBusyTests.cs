using Reactor.Running;

namespace Reactor.Tests.Running;

public sealed class CalmAfterBusyTests
{
    private const long MiB = 1024 * 1024;

    private readonly CalmAfterBusy _calm = new();

    [Fact]
    public void Never_busy_nothing_is_given_back() => Assert.DoesNotContain(true, Periods(200, CalmAfterBusy.Busy, 500 * MiB));

    [Fact]
    public void Busy_then_calm_it_is_given_back_after_a_few_periods_and_not_before()
    {
        Assert.DoesNotContain(true, Periods(10, CalmAfterBusy.Busy + 1, 500 * MiB));

        Assert.Equal([false, false, true], Periods(CalmAfterBusy.Calm, 0, 500 * MiB));
    }

    [Fact]
    public void Busy_again_in_between_calm_begins_anew()
    {
        Periods(1, CalmAfterBusy.Busy + 1, 500 * MiB);
        Periods(CalmAfterBusy.Calm - 1, 0, 500 * MiB);
        Periods(1, CalmAfterBusy.Busy + 1, 500 * MiB);

        Assert.Equal([false, false, true], Periods(CalmAfterBusy.Calm, 0, 500 * MiB));
    }

    [Fact]
    public void Given_back_and_busy_again_at_once_it_waits_its_time()
    {
        Periods(1, CalmAfterBusy.Busy + 1, 140 * MiB);
        _calm.Note(100 * MiB);
        Periods(1, CalmAfterBusy.Busy + 1, 140 * MiB);

        var periods = Periods(CalmAfterBusy.Between, 0, 140 * MiB);

        Assert.Equal(CalmAfterBusy.Between - 2, Array.IndexOf(periods, true));
    }

    [Fact]
    public void Given_back_and_much_is_held_again_it_waits_a_shorter_time()
    {
        Periods(1, CalmAfterBusy.Busy + 1, 500 * MiB);
        _calm.Note(100 * MiB);
        Periods(1, CalmAfterBusy.Busy + 1, 500 * MiB);

        var periods = Periods(CalmAfterBusy.Between, 0, 500 * MiB);

        Assert.Equal(CalmAfterBusy.BetweenMuch - 2, Array.IndexOf(periods, true));
    }

    [Fact]
    public void Given_back_sooner_and_much_is_held_again_it_waits_the_whole_time()
    {
        List<int> given = [];
        for (var period = 0; period < 200; period++)
        {
            if (_calm.IsOver(period % 15 == 0 ? CalmAfterBusy.Busy + 1 : 0, 500 * MiB))
            {
                given.Add(period);
                _calm.Note(100 * MiB);
            }
        }

        Assert.Equal([3, 18, 78, 93, 153, 168], given);
    }

    [Fact]
    public void Little_more_is_held_than_was_left_it_stays()
    {
        Periods(1, CalmAfterBusy.Busy + 1, 500 * MiB);
        _calm.Note(100 * MiB);
        Periods(1, CalmAfterBusy.Busy + 1, 130 * MiB);

        Assert.DoesNotContain(true, Periods(200, 0, 130 * MiB));
        Assert.Contains(true, Periods(1, 0, 140 * MiB));
    }

    private bool[] Periods(int count, long allocated, long held) => [.. Enumerable.Range(0, count).Select(_ => _calm.IsOver(allocated, held))];
}
