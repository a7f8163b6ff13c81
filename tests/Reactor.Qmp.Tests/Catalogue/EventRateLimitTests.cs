namespace Reactor.Qmp.Tests.Catalogue;

public class EventRateLimitTests
{
    [Theory]
    [InlineData("BALLOON_CHANGE", "")]
    [InlineData("RTC_CHANGE", "")]
    [InlineData("WATCHDOG", "")]
    [InlineData("QUORUM_FAILURE", "")]
    [InlineData("HV_BALLOON_STATUS_REPORT", "")]
    [InlineData("QUORUM_REPORT_BAD", "node-name")]
    [InlineData("VSERPORT_CHANGE", "id")]
    [InlineData("MEMORY_DEVICE_SIZE_CHANGE", "qom-path")]
    [InlineData("BLOCK_IO_ERROR", "qom-path")]
    public void Limited_event_has_one_a_second_by_its_key(string name, string key)
    {
        EventRateLimit limit = Limit(name);
        Assert.Equal(TimeSpan.FromSeconds(1), limit.Interval);
        Assert.Equal(key, string.Join(' ', limit.Key));
        Assert.True(EventCatalogue.Default.TryGet(name, out var schema));
        Assert.All(limit.Key, k => Assert.NotNull(schema.Field(k)));
        Assert.Equal(name == "BLOCK_IO_ERROR", limit.Exempt is not null);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(999, 1)]
    [InlineData(1000, 2)]
    [InlineData(10_000, 11)]
    public void MostWithin_counts_both_ends(int milliseconds, int most) => Assert.Equal(most, Limit("WATCHDOG").MostWithin(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void MostWithin_longest_span_does_not_overflow() => Assert.Equal(int.MaxValue, Limit("WATCHDOG").MostWithin(TimeSpan.MaxValue));

    [Fact]
    public void Bounds_only_counts_that_are_kept_by_its_key()
    {
        Assert.True(Limit("WATCHDOG").Bounds([]));
        Assert.True(Limit("WATCHDOG").Bounds(["action"]));
        Assert.False(Limit("QUORUM_REPORT_BAD").Bounds([]));
        Assert.False(Limit("QUORUM_REPORT_BAD").Bounds(["type"]));
        Assert.True(Limit("QUORUM_REPORT_BAD").Bounds(["type", "node-name"]));
    }

    [Fact]
    public void AppliesTo_versions_from_its_first_on()
    {
        Assert.False(Limit("BLOCK_IO_ERROR").AppliesTo(new Version(9, 1, 3)));
        Assert.True(Limit("BLOCK_IO_ERROR").AppliesTo(new Version(9, 2)));
        Assert.True(Limit("BLOCK_IO_ERROR").AppliesTo(new Version(10, 0, 1)));
        var exempt = Limit("BLOCK_IO_ERROR").Exempt!;
        Assert.Equal(("action", "stop", "10.0.13 10.2.2 11.0"), (exempt.Field, exempt.Value, string.Join(' ', exempt.Since)));
    }

    private static EventRateLimit Limit(string name) => EventCatalogue.Default.TryGet(name, out var schema) ? schema.RateLimit! : throw new InvalidOperationException(name);
}
