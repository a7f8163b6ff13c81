using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>The switch that stops rules from acting: on a real guest, over a kill of the daemon.</summary>
public sealed class ActionPauseTests
{
    private const string Rules = """
        version: 1
        rules:
          - name: goes-on
            when: {event: STOP}
            then:
              - send: {to: oncall}
              - gather: [query-status]
              - name: go
                qmp: {run: [{command: cont}]}
              - exec: {command: [/bin/sh, -c, "echo ran >> ran"]}
          - name: other
            when: {event: POWERDOWN}
            then: [{exec: {command: [/bin/sh, -c, "echo other >> ran"]}}]
        """;

    private readonly CancellationToken _hangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(4)).Token;

    [QemuFact]
    public async Task Paused_rules_tell_and_do_not_act_over_a_kill_of_the_daemon_until_they_are_resumed()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, _hangGuard);
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("guest1"), _hangGuard);
        using var workspace = new Workspace().Vm("guest1", guest.QmpSocketPath).Target("oncall", receiver.Url + "/hook").Rules("acts", Rules).Write();
        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync("guest1 is live");
            Assert.Equal(1, (await RunAsync(workspace, "pause", "--vm", "guset1", "--reason", "x")).Code);
            Assert.Equal(1, (await RunAsync(workspace, "pause", "--rule", "gose-on", "--reason", "x")).Code);
            Assert.Equal(2, (await RunAsync(workspace, "pause")).Code);
            var paused = await RunAsync(workspace, "pause", "--vm", "guest1", "--rule", "goes-on", "--reason", "disks are moved");
            Assert.True(paused.Code == 0, paused.Error);

            await guest.StopAsync(_hangGuard);
            await first.LoggedAsync("disks are moved): nothing was done");
            await receiver.WaitForAsync(_ => true, _hangGuard);
            Assert.Equal("paused", await guest.QueryStatusAsync(_hangGuard));
            await guest.PowerdownAsync(_hangGuard);
            // The shell makes the file, then writes: killed in between it would have written nothing.
            await UntilAsync(async () => File.Exists(workspace.Path("ran")) && (await File.ReadAllTextAsync(workspace.Path("ran"), _hangGuard)).Contains("other", StringComparison.Ordinal));
            await first.KillAsync();
        }

        await guest.ContAsync(_hangGuard);
        await using var second = await ReactorProcess.StartAsync(workspace);
        await second.LoggedAsync("Commands and programs of rule goes-on on VM guest1 are paused (p1");
        await second.LoggedAsync("guest1 is live");
        await guest.StopAsync(_hangGuard);
        await second.LoggedAsync("disks are moved): nothing was done");
        Assert.Equal("paused", await guest.QueryStatusAsync(_hangGuard));
        var shown = await ReactorProcess.RunAsync(workspace, "vms", "--config", workspace.Config);
        Assert.Contains("paused: commands and programs of rule goes-on on VM guest1", shown.Error, StringComparison.Ordinal);
        Assert.Equal("p1", (string?)Assert.Single(await ReactorProcess.RowsAsync(workspace, "actions", "list"))["id"]);

        Assert.Equal(1, (await RunAsync(workspace, "resume")).Code);
        Assert.Equal(0, (await RunAsync(workspace, "resume", "p1")).Code);
        await guest.ContAsync(_hangGuard);
        await guest.StopAsync(_hangGuard);
        await UntilAsync(async () => (await File.ReadAllLinesAsync(workspace.Path("ran"), _hangGuard)).Contains("ran"));

        Assert.Equal("running", await guest.QueryStatusAsync(_hangGuard));
        Assert.Empty(await ReactorProcess.RowsAsync(workspace, "actions", "list"));
        Assert.Equal(0, (await ReactorProcess.RunAsync(workspace, "reload", "--config", workspace.Config)).Code);
        var audit = await ReactorProcess.RowsAsync(workspace, "audit");
        Assert.Equal(
            ["ok reload", "ok actions resume", "refused actions resume", "ok actions pause"], audit.Select(row => $"{row["outcome"]} {row["command"]}"));
        Assert.All(audit, row => Assert.NotNull(row["uid"]));
        await second.StopsWellAsync();
        Assert.Equal(["other", "ran"], await File.ReadAllLinesAsync(workspace.Path("ran"), _hangGuard));
    }

    [QemuFact]
    public async Task Event_is_followed_to_its_effects_from_any_id()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, _hangGuard);
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("guest1"), _hangGuard);
        using var workspace = new Workspace().Vm("guest1", guest.QmpSocketPath).Target("oncall", receiver.Url + "/hook").Rules("acts", Rules).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("guest1 is live");
        await guest.StopAsync(_hangGuard);
        await UntilAsync(() => Task.FromResult(File.Exists(workspace.Path("ran"))));
        var sent = await receiver.WaitForAsync(_ => true, _hangGuard);
        await UntilAsync(async () => (string?)(await ReactorProcess.RowsAsync(workspace, "deliveries"))[0]["state"] == "delivered");

        var trace = Assert.Single(await ReactorProcess.RowsAsync(workspace, "events", "show", sent.Header("webhook-id")!));
        Assert.Equal(("STOP", 1), ((string?)trace["event"]!["name"], (int)trace["event"]!["matched"]!));
        Assert.Equal(["gather", "qmp", "exec"], trace["steps"]!.AsArray().Select(step => (string?)step!["kind"]));
        Assert.Equal("cont", (string?)trace["steps"]![1]!["commands"]![0]!["command"]);
        Assert.Equal("delivered", (string?)trace["deliveries"]![0]!["tries"]![0]!["outcome"]);

        foreach (var id in (string[])[(string)trace["event_id"]!, (string)trace["firings"]![0]!["id"]!, (string)trace["steps"]![2]!["id"]!, sent.Header("webhook-id")![..10]])
        {
            Assert.Equal((string?)trace["event_id"], (string?)Assert.Single(await ReactorProcess.RowsAsync(workspace, "events", "show", id))["event_id"]);
        }
        var table = await ReactorProcess.RunAsync(workspace, "events", "show", sent.Header("webhook-id")!, "--config", workspace.Config);
        Assert.Contains("STOP of guest1", table.Output, StringComparison.Ordinal);
        Assert.Contains("1 rule matched it, 1 fired", table.Output, StringComparison.Ordinal);
        Assert.Contains("then[2].qmp: cont", table.Output, StringComparison.Ordinal);
        await reactor.StopsWellAsync();
        Assert.Equal(1, (await ReactorProcess.RunAsync(workspace, "events", "show", "f_none", "--config", workspace.Config)).Code);
    }

    private async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), _hangGuard);
        }
    }

    private static Task<CommandResult> RunAsync(Workspace workspace, params string[] arguments) =>
        ReactorProcess.RunAsync(workspace, ["actions", .. arguments, "--config", workspace.Config]);
}
