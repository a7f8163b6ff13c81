using System.Globalization;
using Reactor.Rules.Engine;
using Reactor.Rules.Engine.Limits;

namespace Reactor.Rules.Tests.Engine.Limits;

public sealed class LimitKeysTests
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void Take_at_the_end_of_the_interval_may_act_and_tells_what_was_held_back()
    {
        var keys = new LimitKeys(Capacity);

        Assert.Equal(new(true, 0, null), Take(keys, "k", At(0), Hour));
        Assert.Equal(new(false, 1, null), Take(keys, "k", At(1), Hour));
        Assert.Equal(new(false, 2, null), Take(keys, "k", At(3599), Hour));
        Assert.Equal(new(true, 2, null), Take(keys, "k", At(3600), Hour));
        Assert.Equal(new(false, 1, null), Take(keys, "k", At(3601), Hour));
    }

    [Fact]
    public void Take_beyond_the_capacity_drops_the_key_that_acted_longest_ago()
    {
        var keys = Full();
        Take(keys, "0", At(3600 * 2), Hour);

        Assert.True(Take(keys, "new", At(3600 * 2), TimeSpan.FromDays(1)).IsEvicted);
        Assert.Equal(Capacity, keys.Count);
        Assert.False(Take(keys, "0", At(3600 * 2), Hour).MayAct);
        Assert.DoesNotContain(keys.All, e => e.Key == "1");
    }

    [Fact]
    public void Take_beyond_the_capacity_where_the_oldest_means_nothing_any_more_is_no_eviction()
    {
        var keys = Full();

        Assert.False(Take(keys, "new", At(3600 * 10), Hour).IsEvicted);
        Assert.Equal(Capacity, keys.Count);
    }

    [Fact]
    public void Take_beyond_the_capacity_where_the_oldest_still_tells_of_others_is_an_eviction()
    {
        var keys = Full();
        Take(keys, "0", At(1), Hour);

        Assert.True(Take(keys, "new", At(3600 * 10), Hour).IsEvicted);
    }

    [Fact]
    public void Take_beyond_the_capacity_keys_whose_end_was_told_go_before_those_that_still_hold_back()
    {
        var keys = Full();
        Take(keys, "7", At(1), Hour);
        keys.Tell(keys.All.Single(e => e.Key == "7"));

        Assert.Equal("7", Take(keys, "new", At(2), Hour).Evicted?.Key);
    }

    [Fact]
    public void Take_with_more_than_one_act_slides()
    {
        var keys = new LimitKeys(Capacity);

        Assert.Equal(
            [true, true, false, true, false, true],
            new[] { 0d, 1000, 3599, 3600, 4599, 4600 }.Select(s => Take(keys, "k", At(s), Hour, max: 2).MayAct));
    }

    [Fact]
    public void Keys_that_weigh_too_much_go_the_oldest_first_and_never_the_one_at_hand()
    {
        var keys = new LimitKeys(Capacity, maxBytes: 3000);
        foreach (var name in new[] { "a", "b", "c" })
            Take(keys, new string(name[0], 300), At(0), Hour);
        Take(keys, "d", At(1), Hour);
        keys.Take("d", At(1).UtcTicks, 1, Hour.Ticks, TestRules.Vm(), "f", out var kept);

        Assert.Equal('a', keys.DropTooHeavy(kept)!.Key[0]);
        Assert.Null(keys.DropTooHeavy(kept));

        var alone = new LimitKeys(Capacity, maxBytes: 10);
        alone.Take(new string('x', 300), At(0).UtcTicks, 1, Hour.Ticks, TestRules.Vm(), "f", out kept);
        Assert.Null(alone.DropTooHeavy(kept));
        Assert.Equal(1, alone.Count);
    }

    private static LimitOutcome Take(LimitKeys keys, string key, DateTimeOffset at, TimeSpan per, int max = 1) =>
        keys.Take(key, at.UtcTicks, max, per.Ticks, TestRules.Vm(), "f", out _);

    private static LimitKeys Full()
    {
        var keys = new LimitKeys(Capacity);
        for (var i = 0; i < Capacity; i++)
            Assert.True(Take(keys, i.ToString(CultureInfo.InvariantCulture), At(0), Hour).MayAct);
        return keys;
    }

    private static DateTimeOffset At(double seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds);
}
