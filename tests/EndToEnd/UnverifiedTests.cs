using System.Text.Json.Nodes;
using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>A real guest that is panicked when the daemon is killed and when it is there again: one alert, which says that it can't tell a second panic.</summary>
public sealed class UnverifiedTests
{
    private const string Rules = """
        version: 1
        rules:
          - name: connected
            when: {event: VM_CONNECTED}
            then: [{log: {message: "{{ vm.name }} is connected, {{ vm.status }}."}}]
          - name: panic
            when: {event: GUEST_PANICKED}
            then: [{alert: {summary: "{{ vm.name }} panicked", to: [oncall], resolved_by: [{event: RESET}]}}]
        """;

    private readonly CancellationToken _hangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token;

    [QemuFact]
    public async Task Panic_before_and_after_the_daemon_was_killed_is_one_alert_unverified_until_it_is_told_again()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, _hangGuard);
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("guest1"), _hangGuard);
        using var workspace = new Workspace().Vm("guest1", guest.QmpSocketPath).Target("oncall", receiver.Url + "/hook").Rules("panic", Rules).Write();
        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync("guest1 is connected, running.");
            await guest.PanicAsync(_hangGuard);
            await receiver.WaitForAsync(_ => true, _hangGuard);
            Assert.Null((await AlertAsync(workspace))["unverified_since"]);
            await first.KillAsync();
        }

        await using (var second = await ReactorProcess.StartAsync(workspace))
        {
            await second.LoggedAsync("guest1 is connected, guest-panicked.");
            await AlertIsAsync(workspace, alert => alert["unverified_since"] is not null);
            Assert.Contains("firing, unverified", (await ReactorProcess.RunAsync(workspace, "alerts", "--config", workspace.Config)).Output, StringComparison.Ordinal);
            await second.KillAsync();
        }

        await using var third = await ReactorProcess.StartAsync(workspace);
        await third.LoggedAsync("guest1 is connected, guest-panicked.");
        Assert.Equal(1, (long)(await AlertIsAsync(workspace, alert => alert["unverified_since"] is not null))["count"]!);
        await guest.ContAsync(_hangGuard);
        await AlertIsAsync(workspace, alert => alert["unverified_since"] is null);
        await guest.PanicAsync(_hangGuard);
        await AlertIsAsync(workspace, alert => (long)alert["count"]! == 2 && alert["unverified_since"] is null);
        await third.StopsWellAsync();

        Assert.Single(receiver.Requests.DistinctBy(request => request.Header("webhook-id")));
    }

    private async Task<JsonObject> AlertIsAsync(Workspace workspace, Func<JsonObject, bool> condition)
    {
        while (true)
        {
            var alert = await AlertAsync(workspace);
            if (condition(alert))
            {
                return alert;
            }

            Assert.False(_hangGuard.IsCancellationRequested, $"the alert never came to that: {alert.ToJsonString()}");
        }
    }

    private static async Task<JsonObject> AlertAsync(Workspace workspace) => Assert.Single(await ReactorProcess.RowsAsync(workspace, "alerts"));
}
