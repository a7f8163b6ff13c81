using System.Globalization;
using Reactor.Rules.Engine;

namespace Reactor.Rules.Tests.Engine;

public sealed class LimitKeysTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void Take_at_the_end_of_the_interval_may_act_and_tells_what_was_held_back()
    {
        var keys = new LimitKeys();

        Assert.Equal(new(true, 0, false), keys.Take("k", At(0), Hour));
        Assert.Equal(new(false, 1, false), keys.Take("k", At(1), Hour));
        Assert.Equal(new(false, 2, false), keys.Take("k", At(3599), Hour));
        Assert.Equal(new(true, 2, false), keys.Take("k", At(3600), Hour));
        Assert.Equal(new(false, 1, false), keys.Take("k", At(3601), Hour));
    }

    [Fact]
    public void Take_beyond_the_capacity_drops_the_key_that_acted_longest_ago()
    {
        var keys = Full();
        keys.Take("0", At(3600 * 2), Hour);

        Assert.True(keys.Take("new", At(3600 * 2), TimeSpan.FromDays(1)).IsEvicted);
        Assert.Equal(LimitKeys.Capacity, keys.Count);
        Assert.False(keys.Take("0", At(3600 * 2), Hour).MayAct);
        Assert.DoesNotContain(keys.OldestFirst, e => e.Key == "1");
    }

    [Fact]
    public void Take_beyond_the_capacity_where_the_oldest_means_nothing_any_more_is_no_eviction()
    {
        var keys = Full();

        Assert.False(keys.Take("new", At(3600 * 10), Hour).IsEvicted);
        Assert.Equal(LimitKeys.Capacity, keys.Count);
    }

    [Fact]
    public void Take_beyond_the_capacity_where_the_oldest_still_tells_of_others_is_an_eviction()
    {
        var keys = Full();
        keys.Take("0", At(1), Hour);

        Assert.True(keys.Take("new", At(3600 * 10), Hour).IsEvicted);
    }

    private static LimitKeys Full()
    {
        var keys = new LimitKeys();
        for (var i = 0; i < LimitKeys.Capacity; i++)
            Assert.True(keys.Take(i.ToString(CultureInfo.InvariantCulture), At(0), Hour).MayAct);
        return keys;
    }

    private static DateTimeOffset At(double seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds);
}
