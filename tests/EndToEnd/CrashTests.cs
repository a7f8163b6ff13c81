using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>What was committed is delivered, whatever happens to the process.</summary>
public sealed class CrashTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    private const string PanicWebhook = """
        version: 1
        rules:
          - name: panicked
            severity: critical
            when: {event: GUEST_PANICKED}
            then: [{send: {to: hook}}]
          - name: connected
            when: {event: VM_CONNECTED}
            then: [{log: {message: "{{ vm.name }} is connected"}}]
        """;

    [QemuFact]
    public async Task Killed_between_commit_and_delivery_the_next_start_delivers_with_the_same_id_and_bytes()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        receiver.Answer("/hook", ReceiverAnswer.Never, ReceiverAnswer.Ok);      // the first attempt hangs: committed, not delivered
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("crash1"), HangGuard);
        using var workspace = new Workspace().Vm("crash1", guest.QmpSocketPath)
            .Target("hook", receiver.Url + "/hook", timeout: "60s").Rules("panic", PanicWebhook).Write();

        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync("crash1 is connected");
            await guest.PanicAsync(HangGuard);
            await receiver.WaitForAsync(1, _ => true, HangGuard);
            await first.KillAsync();
        }
        await using var second = await ReactorProcess.StartAsync(workspace);
        var attempts = await receiver.WaitForAsync(2, _ => true, HangGuard);
        await second.StopsWellAsync();

        Assert.Equal(2, receiver.Requests.Count);
        Assert.Equal(attempts[0].Header("webhook-id"), attempts[1].Header("webhook-id"));
        Assert.True(attempts[0].Body.Span.SequenceEqual(attempts[1].Body.Span), "two attempts of one id with different bodies");
        Assert.All(attempts, a => Assert.True(a.IsSignedWith(workspace.Secret)));
        var delivery = Assert.Single(await ReactorProcess.RowsAsync(workspace, "deliveries"));
        Assert.Equal("delivered", (string?)delivery["state"]);
    }

    [QemuFact]
    public Task Killed_while_the_target_fails_the_next_start_delivers() =>
        InterruptedAsync("crash2", async daemon => await daemon.KillAsync());

    [QemuFact]
    public Task Terminated_politely_what_was_accepted_is_delivered_by_the_next_start() =>
        InterruptedAsync("term1", async daemon => Assert.Equal(0, await daemon.StopAsync()));

    private const string BalloonUnmatched = """
        version: 1
        rules:
          - name: panicked
            severity: critical
            when: {event: GUEST_PANICKED}
            then: [{send: {to: hook}}]
          - name: shrunk
            when: {event: BALLOON_CHANGE, if: data.actual < 0}
            then: [{log: {message: shrunk}}]
          - name: connected
            when: {event: VM_CONNECTED}
            then: [{log: {message: "{{ vm.name }} is connected"}}]
        """;

    [QemuFact]
    public async Task Killed_after_a_firing_what_was_heard_before_is_told_and_the_firing_is_not_lost()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        receiver.Answer("/hook", ReceiverAnswer.Ok);
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("crash3") with { Balloon = true }, HangGuard);
        using var workspace = new Workspace().Vm("crash3", guest.QmpSocketPath)
            .Target("hook", receiver.Url + "/hook").Rules("balloon", BalloonUnmatched).Write();

        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync("crash3 is connected");
            await guest.SetBalloonAsync(48 << 20, HangGuard);
            await guest.PanicAsync(HangGuard);
            await receiver.WaitForAsync(1, _ => true, HangGuard);
            await first.KillAsync();
        }

        var names = (await ReactorProcess.RowsAsync(workspace, "events")).Select(e => (string?)e["name"]).ToList();
        Assert.InRange(names.IndexOf("BALLOON_CHANGE"), 0, names.IndexOf("GUEST_PANICKED"));
        Assert.Single(await ReactorProcess.RowsAsync(workspace, "deliveries"));
    }

    [QemuFact]
    public async Task Event_that_leads_to_nothing_is_told_while_the_daemon_runs_and_after_a_polite_end()
    {
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("journal1") with { Balloon = true }, HangGuard);
        using var workspace = new Workspace().Vm("journal1", guest.QmpSocketPath)
            .Target("hook", "http://127.0.0.1:1/hook").Rules("balloon", BalloonUnmatched).Write();

        await using var daemon = await ReactorProcess.StartAsync(workspace);
        await daemon.LoggedAsync("journal1 is connected");
        await guest.SetBalloonAsync(48 << 20, HangGuard);
        while (await BalloonChangesAsync(workspace) == 0)
            HangGuard.ThrowIfCancellationRequested();
        await guest.ResetAsync(HangGuard);
        await guest.SetBalloonAsync(32 << 20, HangGuard);
        while ((string?)Assert.Single(await ReactorProcess.RowsAsync(workspace, "vms"))["last_event"] != "BALLOON_CHANGE")
            HangGuard.ThrowIfCancellationRequested();

        await daemon.StopsWellAsync();

        Assert.InRange(await BalloonChangesAsync(workspace), 2, int.MaxValue);
    }

    private static async Task<int> BalloonChangesAsync(Workspace workspace) =>
        (await ReactorProcess.RowsAsync(workspace, "events", "--name", "BALLOON_CHANGE")).Count;

    private static async Task InterruptedAsync(string vm, Func<ReactorProcess, Task> interrupt)
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        receiver.Answer("/hook", ReceiverAnswer.Status(503));
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal(vm), HangGuard);
        using var workspace = new Workspace().Vm(vm, guest.QmpSocketPath)
            .Target("hook", receiver.Url + "/hook", attempts: 100).Rules("panic", PanicWebhook).Write();

        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync($"{vm} is connected");
            await guest.PanicAsync(HangGuard);
            await receiver.WaitForAsync(1, _ => true, HangGuard);
            await interrupt(first);
        }
        var before = receiver.Requests.Count;
        receiver.Answer("/hook", ReceiverAnswer.Ok);
        await using var second = await ReactorProcess.StartAsync(workspace);
        await receiver.WaitForAsync(before + 1, _ => true, HangGuard);
        await second.StopsWellAsync();

        Assert.Single(receiver.Requests.Select(r => r.Header("webhook-id")).Distinct());
        Assert.Single(receiver.Requests.Select(r => r.Text).Distinct());
        Assert.Equal("delivered", (string?)Assert.Single(await ReactorProcess.RowsAsync(workspace, "deliveries"))["state"]);
    }
}
