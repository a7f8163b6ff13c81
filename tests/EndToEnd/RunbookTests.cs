using System.Text.Json.Nodes;
using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>The shipped runbook for a panic, on a real guest.</summary>
public sealed class RunbookTests
{
    private readonly CancellationToken _hangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(4)).Token;

    [QemuFact]
    public async Task Panicked_guest_is_dumped_reset_and_runs_again_three_times_an_hour_then_someone_is_told()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, _hangGuard);
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("guest1"), _hangGuard);
        using var workspace = new Workspace();
        Directory.CreateDirectory(workspace.Path("dumps"));
        Configure(workspace, guest, receiver, workspace.Path("dumps/{{ firing.id }}.elf"));
        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync("guest1 is live");
            for (var panic = 1; panic <= 3; panic++)
            {
                await guest.PanicAsync(_hangGuard);
                while (Directory.GetFiles(workspace.Path("dumps"), "*.elf").Length < panic || await guest.QueryStatusAsync(_hangGuard) != "running")
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20), _hangGuard);
                }
            }
            Assert.True(await first.StopAsync() == 0, first.Log);
        }

        // The budget is the store's, and so is the alert: that the guest runs is asked at the start, not at the next heartbeat only.
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await receiver.WaitForAsync(request => Is(request, "", "resolved"), _hangGuard);
        await guest.PanicAsync(_hangGuard);
        var told = await receiver.WaitForAsync(request => Is(request, "panic-runbook-stopped", "firing"), _hangGuard);

        Assert.Contains("the budget auto-restart is spent", (string?)Body(told)["data"]!["summary"], StringComparison.Ordinal);
        Assert.Equal("guest-panicked", await guest.QueryStatusAsync(_hangGuard));
        var dumps = Directory.GetFiles(workspace.Path("dumps"), "*.elf");
        Assert.Equal(3, dumps.Length);
        Assert.All(dumps, dump => Assert.Equal("\u007FELF"u8.ToArray(), File.ReadAllBytes(dump)[..4]));
        Assert.DoesNotContain(receiver.Requests, request => Is(request, "panic-restart-failed", "firing"));

        var events = await ReactorProcess.RowsAsync(workspace, "events", "--name", "GUEST_PANICKED");
        Assert.Equal(4, events.Count);
        var done = Assert.Single(await ReactorProcess.RowsAsync(workspace, "events", "show", (string)events[0]["id"]!));
        // The guest has no display to be pictured, and is restarted all the same.
        Assert.Equal(
            ["gather failed", "qmp ok", "qmp ok", "qmp ok", "qmp ok"], done["steps"]!.AsArray().Select(step => $"{step!["kind"]} {step["status"]}"));
        var last = Assert.Single(await ReactorProcess.RowsAsync(workspace, "events", "show", (string)events[3]["id"]!));
        Assert.Contains("budget_exceeded", last["steps"]!.AsArray().Select(step => (string?)step!["status"]));
        Assert.True(await reactor.StopAsync() == 0, reactor.Log);
    }

    [QemuFact]
    public async Task Dump_that_can_not_be_written_stops_the_runbook_and_the_guest_stays_as_it_is()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, _hangGuard);
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("guest1"), _hangGuard);
        using var workspace = new Workspace();
        Configure(workspace, guest, receiver, "/dev/full");
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("guest1 is live");

        await guest.PanicAsync(_hangGuard);
        await receiver.WaitForAsync(request => Is(request, "panic-runbook-stopped", "firing"), _hangGuard);

        Assert.Equal("guest-panicked", await guest.QueryStatusAsync(_hangGuard));
        Assert.True(await reactor.StopAsync() == 0, reactor.Log);
        Assert.Equal("guest-panicked", await guest.QueryStatusAsync(_hangGuard));
        var panic = Assert.Single(await ReactorProcess.RowsAsync(workspace, "events", "--name", "GUEST_PANICKED"));
        var steps = Assert.Single(await ReactorProcess.RowsAsync(workspace, "events", "show", (string)panic["id"]!))["steps"]!.AsArray();
        Assert.DoesNotContain(steps, step => step!["commands"]!.ToJsonString().Contains("system_reset", StringComparison.Ordinal));
    }

    // As it is shipped, but for where the dump goes and how long the guest must run.
    private static void Configure(Workspace workspace, LabGuest guest, WebhookReceiver receiver, string dump)
    {
        var shipped = File.ReadAllText(Path.Combine(Checkout.Root, "config", "rules", "runbooks.yaml"));
        var rules = shipped.Replace("/var/lib/reactor/dumps/{{ firing.id }}.elf", dump, StringComparison.Ordinal).Replace("for: 1m", "for: 1s", StringComparison.Ordinal);
        Assert.Contains(dump, rules, StringComparison.Ordinal);
        Assert.Contains("for: 1s", rules, StringComparison.Ordinal);
        workspace.Rules("runbooks", rules).Target("oncall", receiver.Url + "/hook").Write($$"""
            vms: [{name: guest1, qmp: "unix:{{guest.QmpSocketPath}}", labels: {runbooks: allowed} }]
            budgets: {auto-restart: {max: 3, per: 1h, by: ['vm.id']} }
            routes: [{to: [oncall]}]
            """, listed: false);
    }

    /// <param name="request">What the receiver got.</param>
    /// <param name="id">The alert's id; empty for the one that the rule doesn't name.</param>
    /// <param name="state">Its state.</param>
    private static bool Is(ReceivedRequest request, string id, string state)
    {
        var body = Body(request);
        var found = (string?)body["data"]?["alert"]?["id"];
        return (string?)body["type"] == $"reactor.alert.{state}" && (found == id || (id.Length == 0 && found is not ("panic-runbook-stopped" or "panic-restart-failed")));
    }

    private static JsonNode Body(ReceivedRequest request) => JsonNode.Parse(request.Text)!;
}
