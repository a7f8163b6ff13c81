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
}
