using System.Net;
using System.Text.Json.Nodes;
using Reactor.Demo.Lab;

namespace Reactor.Tests.Operating;

/// <summary>Dead letters that are sent once more, of an alert that went on meanwhile.</summary>
public sealed class RetryAfterTheEndTests
{
    [Fact]
    public async Task Retry_of_a_beginning_whose_end_has_arrived_is_left_out()
    {
        await using var daemon = await PlayedDaemon.StartAsync();
        daemon.Receiver.Answer("/ops", ReceiverAnswer.Status(500), ReceiverAnswer.Ok);
        await daemon.PanicAsync();
        await daemon.UntilAsync("/v1/deliveries?state=dead", rows => rows.Count == 1);
        await daemon.Monitor.SayAsync(PlayedDaemon.Event("RESUME", "{}"));
        await daemon.UntilAsync("/v1/deliveries?state=delivered", rows => rows.Count == 1);

        using var response = await daemon.SendAsync(HttpMethod.Post, "/v1/deliveries/retry", new { target = "ops" });
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["answer"]!;

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal((0, 1), ((int)answer["count"]!, (int)answer["overtaken"]!));
        Assert.Equal(2, daemon.Receiver.Received);
    }

    [Fact]
    public async Task Retry_of_an_earlier_opening_while_a_later_one_has_arrived_is_left_out()
    {
        await using var daemon = await PlayedDaemon.StartAsync();
        daemon.Receiver.Answer("/ops", ReceiverAnswer.Status(500), ReceiverAnswer.Status(500), ReceiverAnswer.Ok);
        await daemon.PanicAsync();
        await daemon.UntilAsync("/v1/deliveries?state=dead", rows => rows.Count == 1);
        await daemon.Monitor.SayAsync(PlayedDaemon.Event("RESUME", "{}"));
        await daemon.UntilAsync("/v1/deliveries?state=dead", rows => rows.Count == 2);
        await daemon.PanicAsync();
        await daemon.UntilAsync("/v1/deliveries?state=delivered", rows => rows.Count == 1);

        using var response = await daemon.SendAsync(HttpMethod.Post, "/v1/deliveries/retry", new { target = "ops" });
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["answer"]!;

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal((0, 2), ((int)answer["count"]!, (int)answer["overtaken"]!));
        Assert.Equal(3, daemon.Receiver.Received);
    }

    [Fact]
    public async Task Retry_of_what_a_group_told_before_its_next_notification_arrived_is_left_out()
    {
        await using var daemon = await PlayedDaemon.StartAsync();
        daemon.Folder.Write("b.rules.yaml", """
            version: 1
            rules:
              - name: reset
                severity: critical
                when: {event: RESET}
                then: [{alert: {summary: "{{ vm.name }} was reset", resolved_by: [{event: RESUME}]}}]
            """);
        await daemon.ReloadAsync("routes: [{to: [ops], group_by: [vm], wait: 0s, interval: 1s}]");
        daemon.Receiver.Answer("/ops", ReceiverAnswer.Status(500), ReceiverAnswer.Ok);
        await daemon.Monitor.SayAsync(PlayedDaemon.Event("RESET", """{"guest": true, "reason": "guest-reset"}"""));
        await daemon.UntilAsync("/v1/deliveries?state=dead", rows => rows.Count == 1);
        await daemon.Monitor.SayAsync(PlayedDaemon.Event("RESUME", "{}"));
        await daemon.UntilAsync("/v1/deliveries?state=delivered", rows => rows.Count == 1);

        using var response = await daemon.SendAsync(HttpMethod.Post, "/v1/deliveries/retry", new { target = "ops" });
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["answer"]!;

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal((0, 1), ((int)answer["count"]!, (int)answer["overtaken"]!));
        Assert.Equal(2, daemon.Receiver.Received);
    }
}
