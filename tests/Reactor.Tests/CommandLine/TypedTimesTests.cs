using Reactor.CommandLine;

namespace Reactor.Tests.CommandLine;

/// <summary>Times that people type, in Berlin.</summary>
public class TypedTimesTests
{
    private static readonly BerlinTime s_berlin = new();

    [Theory]
    [InlineData("2026-03-02T10:00:00", "2026-03-02T09:00:00Z")]
    [InlineData("2026-07-02 10:00", "2026-07-02T08:00:00Z")]
    [InlineData("2026-07-02", "2026-07-01T22:00:00Z")]
    [InlineData("10:30", "2026-03-03T09:30:00Z")]
    [InlineData("2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z")]
    [InlineData("2026-03-02T10:00:00+03:00", "2026-03-02T10:00:00+03:00")]
    [InlineData("2h", "2h")]
    [InlineData("tomorrow", "tomorrow")]
    [InlineData(null, null)]
    public void In_utc_time_without_a_zone_is_in_that_of_whoever_types(string? typed, string? meant) =>
        Assert.Equal(meant, TypedTimes.InUtc(typed, s_berlin));

    [Fact]
    public void In_utc_time_that_the_zone_skips_is_refused() =>
        Assert.Contains("Europe/Berlin", Assert.Throws<CommandFailedException>(() => TypedTimes.InUtc("2026-03-29T02:30:00", s_berlin)).Message, StringComparison.Ordinal);

    // Half past midnight of the 3rd there, the 2nd in UTC.
    private sealed class BerlinTime : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

        public override DateTimeOffset GetUtcNow() => new(2026, 3, 2, 23, 30, 0, TimeSpan.Zero);
    }
}
