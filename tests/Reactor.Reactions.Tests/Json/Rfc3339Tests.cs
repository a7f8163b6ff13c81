using Reactor.Reactions.Json;

namespace Reactor.Reactions.Tests.Json;

public class Rfc3339Tests
{
    [Fact]
    public void Format_is_utc_with_six_decimals()
    {
        var time = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(1234569);
        Assert.Equal("2026-03-02T10:00:00.123456Z", Rfc3339.Format(time));
    }

    [Fact]
    public void Format_whole_seconds_keep_their_decimals() =>
        Assert.Equal("1970-01-01T00:00:00.000000Z", Rfc3339.Format(DateTimeOffset.UnixEpoch));
}
