namespace Reactor.Qmp.Tests.Commands;

public class TimeLimitTests
{
    [Theory]
    [InlineData(60 * 24 * 3600.0)]
    [InlineData(-2.0)]
    public async Task Execute_limit_that_cannot_be_is_refused_and_nothing_is_sent(double seconds)
    {
        using var server = FakeQmpServer.OnUnix();
        var (connection, client) = await server.ConnectAsync();
        await using var _ = connection;
        using var __ = client;

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => connection.ExecuteAsync("system_reset", timeout: TimeSpan.FromSeconds(seconds)).Guarded());

        Assert.Equal((1, 0), (connection.Statistics.CommandsSent, connection.Statistics.InFlight));
    }
}
