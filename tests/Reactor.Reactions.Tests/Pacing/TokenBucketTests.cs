using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Reactor.Reactions.Pacing;
using Reactor.Rules.Configuration;

namespace Reactor.Reactions.Tests.Pacing;

public class TokenBucketTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Take_burst_then_evenly()
    {
        var bucket = new TokenBucket(new DeliveryRate(50, TimeSpan.FromSeconds(1)));

        Assert.Equal(50, bucket.Available(s_start));
        Assert.Equal(50, Enumerable.Range(0, 60).Count(_ => bucket.TryTake(s_start)));
        Assert.Equal(0, bucket.Available(s_start));
        Assert.Equal(s_start + TimeSpan.FromMilliseconds(20), bucket.NextAt);
        Assert.False(bucket.TryTake(s_start + TimeSpan.FromMilliseconds(19)));
        Assert.True(bucket.TryTake(s_start + TimeSpan.FromMilliseconds(20)));
        Assert.Equal(50, bucket.Available(s_start + TimeSpan.FromMinutes(1)));
    }

    /// <summary>Over any span never more than the bucket holds and what flowed in; and where there is one it is given.</summary>
    [Property]
    public Property Take_any_times_never_more_than_the_rate_and_as_many_as_it_allows() => Prop.ForAll(
        Gen.Choose(1, 20).ToArbitrary(), ArbMap.Default.ArbFor<byte[]>(), (count, waits) =>
        {
            var rate = new DeliveryRate(count, TimeSpan.FromSeconds(1));
            var bucket = new TokenBucket(rate);
            var each = rate.Per / count;
            var now = s_start;
            var taken = new List<DateTimeOffset>();
            foreach (var wait in waits)
            {
                now += TimeSpan.FromMilliseconds(wait);
                var there = bucket.Available(now);
                Assert.Equal(there > 0, bucket.NextAt <= now);
                Assert.Equal(there > 0, bucket.TryTake(now));
                if (there > 0)
                    taken.Add(now);
                else
                    Assert.True(bucket.NextAt - now <= each);
            }

            for (var first = 0; first < taken.Count; first++)
            {
                for (var last = first; last < taken.Count; last++)
                    Assert.True(last - first + 1 <= count + 1 + (int)((taken[last] - taken[first]) / each));
            }
        });

    [Fact]
    public void Make_none_at_all_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new TokenBucket(new DeliveryRate(0, TimeSpan.FromSeconds(1))));
}
