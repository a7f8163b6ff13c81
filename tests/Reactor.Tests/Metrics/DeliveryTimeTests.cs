namespace Reactor.Tests.Metrics;

/// <summary>What the real daemon's metrics tell of the time from an event to a target's yes.</summary>
public sealed class DeliveryTimeTests
{
    [Fact]
    public async Task Event_that_is_told_is_timed_once_and_its_end_is_not()
    {
        await using var daemon = await PlayedDaemon.StartAsync();
        await daemon.PanicAsync();
        await daemon.UntilAsync("/v1/deliveries?state=delivered", rows => rows.Count == 1);
        await daemon.Monitor.SayAsync(PlayedDaemon.Event("RESUME", "{}"));
        await daemon.UntilAsync("/v1/deliveries?state=delivered", rows => rows.Count == 2);

        // Metrics are read once a second.
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var metrics = await MetricsAsync(daemon);
        while (!metrics.Contains("\nreactor_delivery_duration_seconds_count 2\n", StringComparison.Ordinal))
        {
            await Task.Delay(50, guard.Token);
            metrics = await MetricsAsync(daemon);
        }

        Assert.Contains("\nreactor_event_delivery_duration_seconds_count 1\n", metrics, StringComparison.Ordinal);
    }

    private static async Task<string> MetricsAsync(PlayedDaemon daemon)
    {
        using var response = await daemon.SendAsync(HttpMethod.Get, "/metrics");
        return await response.Content.ReadAsStringAsync();
    }
}
