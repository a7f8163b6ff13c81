using Reactor.Actors.Status;

namespace Reactor.Actors.Tests.Status;

public class DurationsTests
{
    [Fact]
    public void Observe_counts_in_the_bucket_whose_bound_it_does_not_exceed()
    {
        var durations = new Durations();
        foreach (var milliseconds in (double[])[0.5, 0.6, 1, 4_000_000])
            durations.Observe(TimeSpan.FromMilliseconds(milliseconds));

        var status = durations.Read();
        Assert.Equal([1, 2], status.Counts.Take(2));
        Assert.Equal((1, 4), (status.Counts[^1], status.Counts.Sum()));
        Assert.Equal(TimeSpan.FromMilliseconds(4_000_002.1), status.Sum);
    }
}
