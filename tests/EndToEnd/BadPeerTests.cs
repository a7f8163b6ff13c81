using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EndToEnd.Daemon;
using EndToEnd.Peers;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>Peers that are absent, silent or hostile: each is reported, none disturbs another, and each is heard again when it behaves.</summary>
public sealed class BadPeerTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    private static readonly byte[] Panic = ScriptedPeer.Line(
        """{"timestamp": {"seconds": 1700000000, "microseconds": 5}, "event": "GUEST_PANICKED", "data": {"action": "pause"}}""");

    private const string Rule = """
        version: 1
        rules:
          - name: panicked
            severity: critical
            when: {event: GUEST_PANICKED}
            then: [{send: {to: hook}}]
        """;

    [Fact]
    public async Task Bad_peers_are_reported_and_leave_all_others_alone()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        using var workspace = new Workspace();
        string Socket(string name) => workspace.Path(name + ".qmp");
        var letters = Enumerable.Repeat((byte)'x', 1 << 20).ToArray();
        var good = ScriptedPeer.Negotiated(Panic);
        await using var healthy = new ScriptedPeer(Socket("healthy"), good);
        await using var mute = new ScriptedPeer(Socket("mute"), ScriptedPeer.Mute);
        await using var endless = new ScriptedPeer(
            Socket("endless"),
            ScriptedPeer.Endless("{\"event\": \""u8.ToArray(), letters, 1L << 30), good);
        await using var utf8 = new ScriptedPeer(
            Socket("utf8"), ScriptedPeer.Negotiated([.. "{\"event\": \"RESET\", \"data\": {\"x\": \""u8, 0xff, 0xfe, .. "\"}}\r\n"u8]), good);
        await using var broken = new ScriptedPeer(Socket("broken"), ScriptedPeer.Negotiated(ScriptedPeer.Line("{\"event\": \"RESET\", }")), good);
        await using var deep = new ScriptedPeer(
            Socket("deep"),
            ScriptedPeer.Negotiated(ScriptedPeer.Line($"{{\"event\": \"RESET\", \"data\": {string.Concat(Enumerable.Repeat("{\"a\":", 2000))}1{new string('}', 2000)}}}")), good);
        foreach (var name in (string[])["healthy", "absent", "mute", "endless", "utf8", "broken", "deep"])
        {
            workspace.Vm(name, Socket(name));
        }
        workspace.Target("hook", receiver.Url + "/hook").Rules("panic", Rule).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);

        // Every one that behaves in the end is heard, on its first connection or its second.
        string[] heard = ["broken", "deep", "endless", "healthy", "utf8"];
        foreach (var name in heard)
        {
            await receiver.WaitForAsync(r => VmOf(r) == name, HangGuard);
        }
        var log = reactor.Log;
        var memory = PeakMemoryMiB(reactor.Id);

        var vms = (await ReactorProcess.RowsAsync(workspace, "vms")).ToDictionary(v => (string)v["name"]!);
        Assert.Equal("backoff", (string?)vms["absent"]["state"]);
        Assert.Contains(Socket("absent"), (string?)vms["absent"]["last_error"], StringComparison.Ordinal);
        Assert.All(heard, name => Assert.Equal("live", (string?)vms[name]["state"]));
        await EventuallyOccupied(workspace);
        foreach (var name in (string[])["endless", "utf8", "broken", "deep"])
        {
            Assert.Contains(log.Split('\n'), line => line.Contains(name, StringComparison.Ordinal) && line.Contains("warn", StringComparison.OrdinalIgnoreCase));
        }
        Assert.True(memory < 700, $"the daemon took {memory} MiB");
        Assert.Equal(heard, receiver.Requests.Select(VmOf).Order());
        await reactor.StopsWellAsync();
    }

    private static async Task EventuallyOccupied(Workspace workspace)
    {
        while (true)
        {
            HangGuard.ThrowIfCancellationRequested();
            var vms = await ReactorProcess.RowsAsync(workspace, "vms");
            if ((string?)vms.Single(v => (string)v["name"]! == "mute")["state"] == "occupied")
            {
                return;
            }
        }
    }

    private static string? VmOf(ReceivedRequest request) => (string?)JsonNode.Parse(request.Text)!["data"]!["vm"]!["name"];

    private static long PeakMemoryMiB(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
