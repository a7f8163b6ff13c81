using System.Text.Json.Nodes;
using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>What happened to a real guest while Reactor was down, or as it died, leads to its reaction, once.</summary>
public sealed class RecoveryTests
{
    private const string Rules = """
        version: 1
        rules:
          - name: connected
            when: {event: VM_CONNECTED}
            then: [{log: {message: "{{ vm.name }} is connected, {{ vm.status }}."}}, {send: {to: oncall}}]
          - {name: panic, when: {event: GUEST_PANICKED}, then: [{send: {to: oncall}}]}
          - {name: io, when: {event: BLOCK_IO_ERROR}, then: [{send: {to: oncall}}]}
          - {name: balloon, when: {event: BALLOON_CHANGE}, then: [{send: {to: oncall}}]}
          - {name: ost, when: {event: ACPI_DEVICE_OST}, then: [{send: {to: oncall}}]}
          - {name: console, when: {event: VNC_INITIALIZED}, then: [{send: {to: oncall}}]}
          - {name: resume, when: {event: RESUME}, then: [{send: {to: oncall}}]}
          - {name: shutdown, when: {event: SHUTDOWN}, then: [{send: {to: oncall}}]}
          - {name: gap, when: {event: VM_GAP}, then: [{send: {to: oncall}}]}
          - {name: lost, when: {event: VM_LOST}, then: [{send: {to: oncall}}]}
        """;

    // A disk whose every read fails for lack of space, and stops the VM.
    private static readonly string[] BadDisk =
    [
        "-blockdev", "driver=raw,node-name=bad,file.driver=blkdebug,file.image.driver=null-co,file.image.size=1048576,file.image.read-zeroes=on,file.inject-error.0.event=read_aio,file.inject-error.0.errno=28",
        "-device", "ide-hd,drive=bad,bus=ide.0,unit=0,rerror=stop",
    ];

    // IDE: read one sector.
    private static readonly string[] ReadDisk = ["o/b 0x1f6 0xe0", "o/b 0x1f2 1", "o/b 0x1f3 0", "o/b 0x1f4 0", "o/b 0x1f5 0", "o/b 0x1f7 0x20"];

    private readonly CancellationToken _hangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token;

    [QemuTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_happened_while_the_daemon_was_down_has_its_reaction_once(bool isKilled)
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, _hangGuard);
        await using var guest = await LabGuest.StartAsync(new LabGuestOptions { Name = "guest1", Quorum = false, Spice = false, ExtraArguments = BadDisk }, _hangGuard);
        using var workspace = new Workspace().Vm("guest1", guest.QmpSocketPath).Target("oncall", receiver.Url + "/hook").Rules("recovery", Rules).Write();
        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync("guest1 is connected, running.");
            await End(first, isKilled);
        }

        await guest.AnswerOstAsync(0, source: 3, status: 0x80, _hangGuard);
        await guest.SetBalloonAsync(32 << 20, _hangGuard);
        await using var session = await guest.OpenVncSessionAsync(_hangGuard);
        await guest.PanicAsync(_hangGuard);
        foreach (var line in ReadDisk)
        {
            await guest.ExecuteAsync("human-monitor-command", new JsonObject { ["command-line"] = line }, _hangGuard);
        }
        while (!(await guest.ExecuteAsync("query-block", null, _hangGuard)).GetRawText().Contains("nospace", StringComparison.Ordinal))
        {
        }
        await using (var second = await ReactorProcess.StartAsync(workspace))
        {
            await second.LoggedAsync("guest1 is connected, guest-panicked.");
            foreach (var rule in new[] { "panic", "io", "balloon", "ost", "console" })
            {
                var told = await ReceivedAsync(receiver, rule);
                Assert.Equal((rule, "recovered"), (rule, (string?)told["origin"]));
            }
            await End(second, isKilled);
        }
        await using var third = await ReactorProcess.StartAsync(workspace);
        var gaps = new HashSet<string?>();
        await receiver.WaitForAsync(2, r => RuleOf(r) == "gap" && gaps.Add(r.Header("webhook-id")), _hangGuard);
        await third.LoggedAsync("guest1 is connected, guest-panicked.");
        await third.StopsWellAsync();

        var counts = receiver.Requests.DistinctBy(r => r.Header("webhook-id")).CountBy(RuleOf).ToDictionary();
        Assert.All(new[] { "panic", "io", "balloon", "ost", "console" }, rule => Assert.Equal((rule, 1), (rule, counts[rule])));
        Assert.Equal(2, counts["gap"]);
        Assert.DoesNotContain("lost", counts.Keys);
        var ost = (await ReceivedAsync(receiver, "ost"))["data"]!["info"]!;
        Assert.Equal((3, 0x80, "dimm1"), ((int)ost["source"]!, (int)ost["status"]!, (string?)ost["device"]));
        Assert.Equal(32 << 20, (long)(await ReceivedAsync(receiver, "balloon"))["data"]!["actual"]!);
        Assert.True((bool)(await ReceivedAsync(receiver, "io"))["data"]!["nospace"]!);
        Assert.Equal(session.Client.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), (string?)(await ReceivedAsync(receiver, "console"))["data"]!["client"]!["service"]);
        Assert.Equal("started", (string?)(await ReceivedAsync(receiver, "gap"))["data"]!["reason"]);
    }

    [QemuFact]
    public async Task Panic_recovery_and_second_panic_are_three_reactions_wherever_the_gaps_lie()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, _hangGuard);
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("guest1"), _hangGuard);
        using var workspace = new Workspace().Vm("guest1", guest.QmpSocketPath).Target("oncall", receiver.Url + "/hook").Rules("recovery", Rules).Write();
        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync("guest1 is connected, running.");
            await guest.PanicAsync(_hangGuard);
            await receiver.WaitForAsync(1, r => RuleOf(r) == "panic", _hangGuard);
            await first.KillAsync();
        }

        await guest.ContAsync(_hangGuard);
        await using (var second = await ReactorProcess.StartAsync(workspace))
        {
            Assert.Equal("recovered", (string?)(await ReceivedAsync(receiver, "resume"))["origin"]);
            await second.KillAsync();
        }

        await guest.PanicAsync(_hangGuard);
        await using var third = await ReactorProcess.StartAsync(workspace);
        await receiver.WaitForAsync(r => RuleOf(r) == "panic" && (string?)EventOf(r)["origin"] == "recovered", _hangGuard);
        await third.StopsWellAsync();

        var panics = receiver.Requests.Where(r => RuleOf(r) == "panic").DistinctBy(r => r.Header("webhook-id")).ToList();
        Assert.Equal(["live", "recovered"], panics.Select(r => (string?)EventOf(r)["origin"]));
    }

    [QemuFact]
    public async Task Killed_guest_is_lost_and_one_that_quits_is_not()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, _hangGuard);
        await using var killed = await LabGuest.StartAsync(LabGuestOptions.Minimal("killed"), _hangGuard);
        await using var quits = await LabGuest.StartAsync(LabGuestOptions.Minimal("quits"), _hangGuard);
        using var workspace = new Workspace().Vm("killed", killed.QmpSocketPath).Vm("quits", quits.QmpSocketPath)
            .Target("oncall", receiver.Url + "/hook").Rules("recovery", Rules).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("killed is connected, running.");
        await reactor.LoggedAsync("quits is connected, running.");

        await quits.QuitAsync(_hangGuard);
        await killed.KillAsync();

        Assert.True((bool)(await ReceivedAsync(receiver, "lost"))["data"]!["process-ended"]!);
        await ReceivedAsync(receiver, "shutdown");
        await reactor.LoggedAsync("VM quits is not connected");
        // The events themselves: a webhook of one may still be on its way.
        Assert.Equal(["killed"], (await ReactorProcess.RowsAsync(workspace, "events", "--name", "VM_LOST")).Select(row => (string?)row!["vm"]));
        await reactor.StopsWellAsync();
        var lost = Assert.Single(receiver.Requests.DistinctBy(r => r.Header("webhook-id")), r => RuleOf(r) == "lost");
        Assert.Equal("killed", (string?)JsonNode.Parse(lost.Text)!["data"]!["vm"]!["name"]);
    }

    private static async Task End(ReactorProcess reactor, bool isKilled)
    {
        if (isKilled)
        {
            await reactor.KillAsync();
            return;
        }
        await reactor.StopsWellAsync();
    }

    private async Task<JsonNode> ReceivedAsync(WebhookReceiver receiver, string rule) => EventOf(await receiver.WaitForAsync(r => RuleOf(r) == rule, _hangGuard));

    private static string RuleOf(ReceivedRequest request) => (string)JsonNode.Parse(request.Text)!["data"]!["rule"]!;

    private static JsonNode EventOf(ReceivedRequest request) => JsonNode.Parse(request.Text)!["data"]!["event"]!;
}
