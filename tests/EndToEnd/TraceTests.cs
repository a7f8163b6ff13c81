using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.Demo.Lab;
using Reactor.Tests.Telemetry;

namespace EndToEnd;

/// <summary>Traces of a real guest's panic, over the death of the daemon.</summary>
public sealed class TraceTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(10)).Token;

    [QemuFact]
    public async Task Attempt_after_the_daemon_was_killed_stands_in_the_trace_of_its_event()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var target = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        target.Answer("/hook", ReceiverAnswer.Status(503));
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("guest"), HangGuard);
        using var workspace = new Workspace()
            .Vm("guest", guest.QmpSocketPath).Target("oncall", target.Url + "/hook", attempts: 100)
            .Rules("panic", "version: 1\nrules: [{name: panicked, when: {event: GUEST_PANICKED}, then: [{send: {to: oncall}}]}]")
            .Write($"otlp: {{endpoint: '{collector.Http}', metrics: {{interval: 0s}} }}");

        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync("VM guest is live");
            await guest.PanicAsync(HangGuard);
            await collector.UntilAsync(c => c.Spans.Any(s => s.Name == "attempt"));
            await first.KillAsync();
        }
        target.Answer("/hook", ReceiverAnswer.Status(200));
        await using var second = await ReactorProcess.StartAsync(workspace);
        await collector.UntilAsync(c => c.Spans.Any(s => Equals(s.Attributes.GetValueOrDefault("reactor.outcome"), "delivered")));

        var spans = collector.Spans;
        var root = Assert.Single(spans, s => s.Name == "event");
        var delivery = Assert.Single(spans, s => s.Name == "delivery");
        var attempts = spans.Where(s => s.Name == "attempt").ToList();
        Assert.Equal(root.Id, delivery.Parent);
        Assert.True(attempts.Count >= 2);
        Assert.All(attempts, attempt => Assert.Equal((root.Trace, delivery.Id), (attempt.Trace, attempt.Parent)));
        Assert.Equal(("GUEST_PANICKED", "live"), (root.Attributes["reactor.event.name"], root.Attributes["reactor.event.origin"]));
        Assert.Equal((2, "retry", 503L), (attempts[0].Status, attempts[0].Attributes["reactor.outcome"], attempts[0].Attributes["reactor.status"]));
        Assert.Equal(1, attempts[^1].Status);
        await second.StopsWellAsync();
    }
}
