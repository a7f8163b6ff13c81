using System.Text.Json.Nodes;
using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.Demo.Lab;

namespace EndToEnd.Engines;

/// <summary>The whole daemon on the engine of NRules, on a real guest.</summary>
public sealed class SecondEngineTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(4)).Token;

    private const string Rules = """
        version: 1
        rules:
          - name: panicked
            severity: critical
            when: {event: GUEST_PANICKED, if: 'data.action == "pause"'}
            then: [{alert: {summary: "{{ vm.name }} panicked", resolved_by: [{event: RESET}]}}]
          - name: panicked-again
            when: {event: GUEST_PANICKED, at_least: 3, within: 1h}
            then: [{log: {message: "{{ match.count }} panics."}}]
        """;

    [QemuFact]
    public async Task Panics_reach_a_webhook_and_are_counted_over_a_kill_a_reload_and_a_change_of_engines()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("guest1"), HangGuard);
        using var workspace = new Workspace().Vm("guest1", guest.QmpSocketPath).Target("oncall", receiver.Url + "/hook").Rules("panics", Rules).Write("routes: [{to: oncall}]");
        Assert.Contains("engine: nrules", await File.ReadAllTextAsync(workspace.Config, HangGuard), StringComparison.Ordinal);

        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync("guest1 is live");
            await guest.PanicAsync(HangGuard);
            var told = await receiver.WaitForAsync(request => Type(request) == "reactor.alert.firing", HangGuard);
            Assert.True(told.IsSignedWith(workspace.Secret));
            await first.KillAsync();
        }

        await using (var second = await ReactorProcess.StartAsync(workspace))
        {
            await second.LoggedAsync("guest1 is live");
            await guest.ResetAsync(HangGuard);
            await receiver.WaitForAsync(request => Type(request) == "reactor.alert.resolved", HangGuard);
            workspace.Rules("more", "version: 1\nrules:\n  - name: resumed\n    when: {event: RESUME}\n    then: [{log: {message: \"resumed.\"}}]\n");
            var reload = await ReactorProcess.RunAsync(workspace, "reload", "--config", workspace.Config);
            Assert.True(reload.Code == 0, reload.Error + reload.Output);
            await guest.ContAsync(HangGuard);
            await second.LoggedAsync("resumed.");
            await guest.PanicAsync(HangGuard);
            await receiver.WaitForAsync(request => Type(request) == "reactor.alert.firing" && request.Text.Contains("GUEST_PANICKED", StringComparison.Ordinal) && request.Number > 2, HangGuard);
            Assert.DoesNotContain("panics.", second.Log, StringComparison.Ordinal);
            await second.StopsWellAsync();
        }

        workspace.Write("routes: [{to: oncall}]", engine: "default");
        await using var third = await ReactorProcess.StartAsync(workspace);
        await third.LoggedAsync("guest1 is live");
        await guest.ResetAsync(HangGuard);
        await guest.PanicAsync(HangGuard);
        await third.LoggedAsync("3 panics.");
        await third.StopsWellAsync();
    }

    private static string? Type(ReceivedRequest request) => (string?)JsonNode.Parse(request.Text)!["type"];
}
