namespace Reactor.Store.Tests;

public sealed class AskedByTests
{
    [Theory]
    [InlineData(0L, null, "uid 0")]
    [InlineData(null, "token grafana", "token grafana")]
    [InlineData(1000L, "dashboard", "dashboard (uid 1000)")]
    [InlineData(null, null, "an unknown user")]
    public void Who_asked_is_named_by_what_is_known(long? uid, string? via, string expected) => Assert.Equal(expected, AskedBy.Of(uid, via));
}
