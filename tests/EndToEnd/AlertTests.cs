using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using EndToEnd.Daemon;
using EndToEnd.Peers;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>The life of alerts on the real daemon: told together, silenced, acknowledged, in maintenance, and told to have ended, over kills.</summary>
public sealed partial class AlertTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    private static readonly byte[] s_panic = Event("GUEST_PANICKED", """{"action": "run"}""");

    private const string PanicRule = """
        version: 1
        rules:
          - name: panicked
            when: {event: GUEST_PANICKED}
            then: [{alert: {summary: "{{ vm.name }} panicked", resolved_by: [{event: RESET}]}}]
        """;

    [Fact]
    public async Task Five_vms_are_one_post_and_their_end_reaches_the_target_over_a_kill_and_a_changed_route()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        using var workspace = new Workspace();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peers = new List<ScriptedPeer>();
        try
        {
            for (var i = 1; i <= 5; i++)
            {
                peers.Add(new ScriptedPeer(
                    workspace.Path($"vm{i}.qmp"), ScriptedPeer.NegotiatedThen(gate.Task, s_panic),
                    ScriptedPeer.Negotiated(Event("RESET", """{"guest": true, "reason": "guest-reset"}"""))));
                workspace.Vm($"vm{i}", workspace.Path($"vm{i}.qmp"));
            }
            workspace.Rules("panic", PanicRule).Target("hook", $"{receiver.Url}/hook").Target("other", $"{receiver.Url}/other");
            workspace.Write("routes: [{to: hook, group_by: [rule, host], wait: 5s, interval: 1s}]");
            await using (var first = await ReactorProcess.StartAsync(workspace))
            {
                for (var i = 1; i <= 5; i++)
                {
                    await first.LoggedAsync($"vm{i} is live");
                }
                gate.SetResult();
                var told = JsonNode.Parse((await receiver.WaitForAsync(r => r.Path == "/hook", HangGuard)).Text)!;
                Assert.Equal(("reactor.alerts.firing", 5, 0), ((string?)told["type"], (int?)told["data"]!["group"]!["firing"], (int?)told["data"]!["group"]!["truncated"]));
                HasMembersOf(JsonNode.Parse(JsonBlock().Match(await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docs/rules.md"), HangGuard)).Groups[1].Value), told);
                Assert.Equal(
                    ["vm1 firing", "vm2 firing", "vm3 firing", "vm4 firing", "vm5 firing"],
                    told["data"]!["alerts"]!.AsArray().Select(a => $"{a!["vm"]!["name"]} {a["alert"]!["state"]}").Order());
                await first.KillAsync();
            }
            workspace.Write("routes: [{to: other}]");
            await using var second = await ReactorProcess.StartAsync(workspace);

            await receiver.WaitForAsync(_ => receiver.Requests.Sum(Ended) == 5, HangGuard);

            Assert.All(receiver.Requests, r => Assert.Equal("/hook", r.Path));
            // What was sent and not yet written when the daemon was killed is sent once more: as it was.
            Assert.All(receiver.Requests.GroupBy(r => r.Header("webhook-id")), attempts => Assert.Single(attempts.Select(r => r.Text).Distinct()));
            Assert.Equal("reactor.alerts.resolved", (string?)JsonNode.Parse(receiver.Requests[^1].Text)!["type"]);
            await second.StopsWellAsync();
        }
        finally
        {
            foreach (var peer in peers)
            {
                await peer.DisposeAsync();
            }
        }

        static int Ended(ReceivedRequest request) => (int)JsonNode.Parse(request.Text)!["data"]!["group"]!["resolved"]!;
    }

    [Fact]
    public async Task Silence_holds_its_end_sends_and_what_is_acknowledged_and_resolved_stands_over_a_kill()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        using var workspace = new Workspace();
        await using var vm = new SpeakingVm(workspace.Path("vm1.qmp"));
        workspace.Vm("vm1", workspace.Path("vm1.qmp")).Rules("panic", PanicRule).Target("hook", $"{receiver.Url}/hook").Write("routes: [{to: hook}]");
        string uid;
        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync("vm1 is live");
            var silence = Assert.Single(await ReactorProcess.RowsAsync(workspace, "silence", "add", "vm=vm1", "--for", "1h", "--reason", "a test"));
            await vm.SayAsync(s_panic);
            uid = (string)(await AlertAsync(workspace, a => (string?)a["held"] == "silenced"))["uid"]!;
            Assert.Equal(1, (int?)Assert.Single(await ReactorProcess.RowsAsync(workspace, "silence", "list"))["alerts"]);
            await first.KillAsync();
            Assert.Empty(receiver.Requests);

            await using var second = await ReactorProcess.StartAsync(workspace);
            Assert.Equal("silenced", (string?)Assert.Single(await ReactorProcess.RowsAsync(workspace, "alerts"))["held"]);
            Assert.Equal(0, (await ReactorProcess.RunAsync(workspace, "silence", "expire", ((string)silence["id"]!)[..3], "--config", workspace.Config)).Code);
            Assert.Contains("reactor.alert.firing", (await receiver.WaitForAsync(_ => true, HangGuard)).Text, StringComparison.Ordinal);
            await ReactorProcess.RowsAsync(workspace, "alerts", "ack", uid[..9], "--comment", "on it");
            await second.KillAsync();
        }
        await using var third = await ReactorProcess.StartAsync(workspace);
        var kept = Assert.Single(await ReactorProcess.RowsAsync(workspace, "alerts", "--state", "acknowledged"));
        Assert.Equal((uid, "on it"), ((string?)kept["uid"], (string?)kept["acknowledged"]!["comment"]));

        await ReactorProcess.RowsAsync(workspace, "alerts", "resolve", uid);

        var ended = await receiver.WaitForAsync(r => r.Text.Contains("reactor.alert.resolved", StringComparison.Ordinal), HangGuard);
        Assert.Contains("\"resolved_by\":\"hand\"", ended.Text, StringComparison.Ordinal);
        Assert.Equal(2, receiver.Requests.Count);
        Assert.Equal(
            ["alerts resolve", "alerts ack", "silence end", "silence add"], (await ReactorProcess.RowsAsync(workspace, "audit")).Select(row => (string?)row["command"]));
        await third.StopsWellAsync();
    }

    [Fact]
    public async Task Maintenance_holds_programs_and_notifications_and_its_end_sends_what_still_fires()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        using var workspace = new Workspace();
        await using var vm = new SpeakingVm(workspace.Path("vm1.qmp"));
        var ran = workspace.Path("ran");
        workspace.Vm("vm1", workspace.Path("vm1.qmp")).Target("hook", $"{receiver.Url}/hook").Rules("clock", """
            version: 1
            rules:
              - name: clock-set
                when: {event: RTC_CHANGE}
                then:
                  - alert: {summary: "the clock was set"}
                  - exec: {command: [/bin/sh, -c, "echo {{ data.offset }} >> RAN"]}
              - name: seen
                when: {event: RTC_CHANGE}
                then: [{send: {to: hook}}]
            """.Replace("RAN", ran, StringComparison.Ordinal)).Write("routes: [{to: hook}]");
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("vm1 is live");
        var maintenance = Assert.Single(await ReactorProcess.RowsAsync(workspace, "maintenance", "add", "--vm", "vm1", "--for", "1h", "--reason", "a test"));

        await vm.SayAsync(Event("RTC_CHANGE", """{"offset": 1, "qom-path": "/rtc"}"""));
        await AlertAsync(workspace, a => (string?)a["held"] == "maintenance");
        Assert.Equal("muted", (string?)Assert.Single(await ReactorProcess.RowsAsync(workspace, "deliveries"))["state"]);
        await ReactorProcess.RowsAsync(workspace, "maintenance", "end", (string)maintenance["id"]!);
        Assert.Contains("the clock was set", (await receiver.WaitForAsync(_ => true, HangGuard)).Text, StringComparison.Ordinal);

        // The second is done: of the first nothing was run, and no send comes late.
        await vm.SayAsync(Event("RTC_CHANGE", """{"offset": 2, "qom-path": "/rtc"}"""));
        await receiver.WaitForAsync(r => r.Text.Contains("reactor.firing", StringComparison.Ordinal), HangGuard);
        await UntilAsync(() => Task.FromResult(File.Exists(ran) && File.ReadAllText(ran).EndsWith('\n')));
        Assert.Equal("2\n", await File.ReadAllTextAsync(ran, HangGuard));
        Assert.Equal(2, receiver.Requests.Count);
        await reactor.StopsWellAsync();
    }

    [Fact]
    public async Task Target_fails_then_works_inside_a_silence_nothing_arrives_and_the_alert_is_told_once_when_it_ends()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        receiver.Answer("/hook", ReceiverAnswer.Status(503));
        receiver.Answer("/once", ReceiverAnswer.Status(503));
        using var workspace = new Workspace();
        await using var vm = new SpeakingVm(workspace.Path("vm.qmp"));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Target("hook", $"{receiver.Url}/hook", attempts: 100, backoff: "1s..2s").Target("once", $"{receiver.Url}/once", attempts: 1).Rules("clock", """
            version: 1
            rules:
              - name: clock-set
                when: {event: RTC_CHANGE}
                then: [{alert: {summary: "the clock was set", to: [hook, once]}}]
            """).Write();
        string hold;
        int before;
        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync("vm1 is live");
            await vm.SayAsync(Event("RTC_CHANGE", """{"offset": 1, "qom-path": "/rtc"}"""));
            await DeliveryAsync(workspace, "once", d => (string?)d["state"] == "dead");
            await DeliveryAsync(workspace, "hook", d => (long)d["attempts"]! > 0);

            hold = (string)Assert.Single(await ReactorProcess.RowsAsync(workspace, "silence", "add", "vm=vm1", "--for", "1h", "--reason", "a test"))["id"]!;
            receiver.Answer("/hook", ReceiverAnswer.Ok);
            receiver.Answer("/once", ReceiverAnswer.Ok);
            await ReactorProcess.RowsAsync(workspace, "maintenance", "add", "--vm", "vm1", "--for", "1h", "--reason", "a test");

            await DeliveryAsync(workspace, "hook", d => (string?)d["state"] == "pending" && d["held_by"] is not null);
            var retried = await ReactorProcess.RunAsync(workspace, "deliveries", "retry", "--target", "once", "--config", workspace.Config);
            before = receiver.Requests.Count;
            Assert.Contains("1 dead letter is left, held by ", retried.Output, StringComparison.Ordinal);
            await first.KillAsync();
        }

        await using var second = await ReactorProcess.StartAsync(workspace);
        await second.LoggedAsync("vm1 is live");
        foreach (var row in await ReactorProcess.RowsAsync(workspace, "maintenance", "list"))
        {
            await ReactorProcess.RowsAsync(workspace, "maintenance", "end", (string)row["id"]!);
        }
        await DeliveryAsync(workspace, "hook", d => (string?)d["held_by"] == hold);
        Assert.Equal(before, receiver.Requests.Count);

        await ReactorProcess.RowsAsync(workspace, "silence", "expire", hold);
        await DeliveryAsync(workspace, "hook", d => (string?)d["state"] == "delivered" && d["held_by"] is null);
        Assert.Contains("1 dead letter is sent once more", (await ReactorProcess.RunAsync(workspace, "deliveries", "retry", "--target", "once", "--config", workspace.Config)).Output, StringComparison.Ordinal);
        await DeliveryAsync(workspace, "once", d => (string?)d["state"] == "delivered");
        await second.StopsWellAsync();
        Assert.Equal(["/hook", "/once"], receiver.Requests.Skip(before).Select(request => request.Path));
    }

    private static Task DeliveryAsync(Workspace workspace, string target, Func<JsonObject, bool> wanted) =>
        UntilAsync(async () => (await ReactorProcess.RowsAsync(workspace, "deliveries", "--target", target)).Any(wanted));

    private static byte[] Event(string name, string data) => ScriptedPeer.Line(string.Create(
        CultureInfo.InvariantCulture, $$"""{"timestamp": {"seconds": 1772445600, "microseconds": 0}, "event": "{{name}}", "data": {{data}} }"""));

    private static async Task<JsonObject> AlertAsync(Workspace workspace, Func<JsonObject, bool> wanted)
    {
        JsonObject? found = null;
        await UntilAsync(async () => (found = (await ReactorProcess.RowsAsync(workspace, "alerts")).FirstOrDefault(wanted)) is not null);
        return found!;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(20, HangGuard);
        }
    }

    // The members of what the reference shows, but for those of objects that it leaves empty.
    private static void HasMembersOf(JsonNode? shown, JsonNode? told)
    {
        switch (shown)
        {
            case JsonObject { Count: > 0 } members:
                Assert.Equal(members.Select(member => member.Key).Order(), told!.AsObject().Select(member => member.Key).Order());
                Assert.All(members, member => HasMembersOf(member.Value, told[member.Key]));
                break;
            case JsonArray { Count: > 0 } items:
                HasMembersOf(items[0], told!.AsArray()[0]);
                break;
        }
    }

    [GeneratedRegex("^```json\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex JsonBlock();

    /// <summary>A VM that says what it is told to, over any number of connections.</summary>
    private sealed class SpeakingVm : IAsyncDisposable
    {
        private readonly Channel<byte[]> _lines = Channel.CreateUnbounded<byte[]>();
        private readonly ScriptedPeer _peer;

        public SpeakingVm(string path) => _peer = new ScriptedPeer(path, ScriptedPeer.NegotiatedThen(async (stream, ending) =>
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(ending))
            {
                await stream.WriteAsync(line, ending);
            }
        }));

        public ValueTask SayAsync(byte[] line) => _lines.Writer.WriteAsync(line, HangGuard);

        public ValueTask DisposeAsync() => _peer.DisposeAsync();
    }
}
