using System.Text.Json.Nodes;
using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>The main job: one real guest, the shipped rules, a received webhook on the other end.</summary>
public sealed class FoundingEventsTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    // The shipped page of a panic waits a minute, in case the whole host is in trouble; what tells of a connected VM is switched off.
    private const string TestRules = """
        version: 1
        rules:
          - name: connected
            when: {event: VM_CONNECTED}
            then: [{log: {message: "{{ vm.name }} is connected"}}]
          - name: panic-now
            when: {event: GUEST_PANICKED}
            then: [{alert: {summary: "{{ vm.name }} panicked on {{ host.name }} (action {{ data.action }})", to: [oncall], resolved_by: [{event: [RESET, RESUME]}]}}]
        """;

    [QemuFact]
    public async Task One_guest_emits_all_eleven_founding_events_each_has_its_reaction()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        await using var guest = await LabGuest.StartAsync(new LabGuestOptions { Name = "guest1", Uuid = Guid.Parse("7b1c8b6e-3d6f-4a55-9b0e-2a8f8c1f0001") }, HangGuard);
        using var workspace = new Workspace().Vm("guest1", guest.QmpSocketPath).Target("oncall", receiver.Url + "/hook").ShippedRules()
            .Rules("test-only", TestRules)
            .Write("budgets: {auto-restart: {max: 3, per: 1h}}\nroutes:\n  - {if: 'rule.severity in [\"error\", \"critical\"]', to: [oncall]}");
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("guest1 is connected");

        await guest.AnswerOstAsync(0, source: 3, status: 0x84, HangGuard);
        await guest.SetBalloonAsync(32 << 20, HangGuard);
        await guest.ReadCorruptChildAsync(HangGuard);
        await guest.ReadBrokenQuorumAsync(HangGuard);
        await using (await guest.OpenVncSessionAsync(HangGuard))
        {
        }
        await using (await guest.OpenSpiceSessionAsync(HangGuard))
        {
        }
        await guest.PanicAsync(HangGuard);

        // Webhooks, signed, in the standard envelope.
        var bad = await Received(receiver, workspace, "reactor.firing", "quorum-child-bad");
        Assert.Equal("QUORUM_REPORT_BAD", (string?)bad["data"]!["event"]!["name"]);
        Assert.Equal("live", (string?)bad["data"]!["event"]!["origin"]);
        Assert.Equal("guest1", (string?)bad["data"]!["vm"]!["name"]);
        Assert.Equal("7b1c8b6e-3d6f-4a55-9b0e-2a8f8c1f0001", (string?)bad["data"]!["vm"]!["uuid"]);
        Assert.NotNull(bad["data"]!["event"]!["data"]!["sectors-count"]);
        await Received(receiver, workspace, "reactor.firing", "vnc-session");
        await Received(receiver, workspace, "reactor.firing", "spice-session");
        var panic = await Received(receiver, workspace, "reactor.alert.firing", "panic-now");
        Assert.Equal("guest1 panicked on testhost (action pause)", (string?)panic["data"]!["summary"]);
        await Received(receiver, workspace, "reactor.alert.firing", "quorum-failed");
        await Received(receiver, workspace, "reactor.alert.firing", "balloon-low");

        // Alerts.
        var alerts = await ReactorProcess.RowsAsync(workspace, "alerts");
        Assert.Equal(
            ["balloon-low", "guest-panicked", "panic-now", "quorum-failed"],
            alerts.Where(a => (string?)a["state"] == "firing").Select(a => (string?)a["rule"]).Order());

        // Records.
        var ost = Assert.Single(await ReactorProcess.RowsAsync(workspace, "records", "ost"));
        Assert.Equal("ejection in progress", (string?)ost["fields"]!["status_text"]);
        Assert.Equal(3, (int)ost["fields"]!["source"]!);
        var balloon = Assert.Single(await ReactorProcess.RowsAsync(workspace, "records", "balloon"));
        Assert.Equal(32 << 20, (long)balloon["fields"]!["actual"]!);
        await EventuallyRecorded(workspace, "vnc", ["VNC_CONNECTED", "VNC_DISCONNECTED", "VNC_INITIALIZED"]);
        await EventuallyRecorded(workspace, "spice", ["SPICE_CONNECTED", "SPICE_DISCONNECTED", "SPICE_INITIALIZED"]);

        // All eleven are in the history, each matched by a rule, and the VM is seen as it is.
        string[] founding =
        [
            "ACPI_DEVICE_OST", "BALLOON_CHANGE", "GUEST_PANICKED", "QUORUM_FAILURE", "QUORUM_REPORT_BAD",
            "SPICE_CONNECTED", "SPICE_DISCONNECTED", "SPICE_INITIALIZED", "VNC_CONNECTED", "VNC_DISCONNECTED", "VNC_INITIALIZED",
        ];
        var events = await ReactorProcess.RowsAsync(workspace, "events", "--limit", "1000");
        Assert.Empty(founding.Except(events.Where(e => (int)e["matched"]! > 0).Select(e => (string)e["name"]!)));
        var vm = Assert.Single(await ReactorProcess.RowsAsync(workspace, "vms"));
        Assert.Equal("live", (string?)vm["state"]);
        Assert.Equal("guest-panicked", (string?)vm["status"]);

        // A reset resolves the panic, and whoever was told of it hears that too.
        await guest.ResetAsync(HangGuard);
        var resolved = await Received(receiver, workspace, "reactor.alert.resolved", "panic-now");
        Assert.Equal((string?)panic["data"]!["alert"]!["id"], (string?)resolved["data"]!["alert"]!["id"]);

        var after = Assert.Single(await ReactorProcess.RowsAsync(workspace, "vms"));
        Assert.Equal(await guest.QueryStatusAsync(HangGuard), (string?)after["status"]);

        await reactor.StopsWellAsync();
        Assert.Equal(receiver.Requests.Count, receiver.Requests.Select(r => r.Header("webhook-id")).Distinct().Count());
    }

    private static async Task<JsonNode> Received(WebhookReceiver receiver, Workspace workspace, string type, string rule)
    {
        var request = await receiver.WaitForAsync(r => Is(JsonNode.Parse(r.Text)!, type, rule), HangGuard);
        Assert.True(request.IsSignedWith(workspace.Secret), WebhookSignature.Refusal(request, workspace.Secret));
        return JsonNode.Parse(request.Text)!;
    }

    private static bool Is(JsonNode body, string type, string rule) =>
        (string?)body["type"] == type && (string?)body["data"]!["rule"] == rule;

    /// <summary>Rows of consoles come when QEMU notices that the client has gone: asked for until they are there.</summary>
    private static async Task EventuallyRecorded(Workspace workspace, string table, string[] expected)
    {
        string[] seen;
        do
        {
            HangGuard.ThrowIfCancellationRequested();
            var rows = await ReactorProcess.RowsAsync(workspace, "records", table);
            seen = [.. rows.Select(r => (string)r["fields"]!["what"]!).Distinct().Order()];
        }
        while (!expected.All(seen.Contains));
    }
}
