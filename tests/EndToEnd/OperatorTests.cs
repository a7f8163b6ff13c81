using System.Net.Sockets;
using System.Text.Json.Nodes;
using EndToEnd.Daemon;
using EndToEnd.Lab;
using EndToEnd.Peers;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>What operators do by hand: commands over the daemon's connection, and watching.</summary>
public sealed class OperatorTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    [QemuFact]
    public async Task Operator_asks_and_commands_a_guest_and_the_audit_tells_it()
    {
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("guest1"), HangGuard);
        using var workspace = new Workspace();
        workspace.Vm("guest1", guest.QmpSocketPath).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("guest1 is live");

        var asked = await RunAsync(workspace, "guest1", "query-status");
        Assert.Equal((0, "running"), (asked.Code, (string?)JsonNode.Parse(asked.Output)!["status"]));

        var unconfirmed = await RunAsync(workspace, "guest1", "stop");
        Assert.Equal(1, unconfirmed.Code);
        Assert.Contains("--yes", unconfirmed.Error, StringComparison.Ordinal);
        Assert.Equal("running", await guest.QueryStatusAsync(HangGuard));

        Assert.Equal(0, (await RunAsync(workspace, "gue", "stop", "--yes")).Code);
        Assert.Equal("paused", await guest.QueryStatusAsync(HangGuard));

        var loose = await RunAsync(workspace, "gue", "system_reset", "--yes");
        Assert.Contains("name the VM whole (guest1)", loose.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(workspace, "guest1", "system_reset", "--yes")).Code);

        var wrong = await RunAsync(workspace, "guest1", "set_password", "protocol=vnc", "password=hunter22", "--yes");
        Assert.Equal(1, wrong.Code);
        Assert.Contains("QEMU refused it", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync(workspace, "guest1", "set_password", "protocol=vcn", "password=x", "--yes")).Code);

        var rows = await ReactorProcess.RowsAsync(workspace, "audit");
        Assert.Equal(
            ["failed set_password", "ok system_reset", "refused system_reset", "ok stop", "refused stop"],
            rows.Select(row => $"{row["outcome"]} {row["command"]}"));
        Assert.Equal("***", (string?)rows[0]["arguments"]!["password"]);
        var self = (long)Reactor.Qmp.QmpPeer.Of(Pair())!.Uid;
        Assert.All(rows, row => Assert.True((long?)row["uid"] == self && (long?)row["pid"] > 0 && (long?)row["pid"] != reactor.Id));
        await reactor.StopsWellAsync();
        Assert.DoesNotContain("hunter22", reactor.Log, StringComparison.Ordinal);
        Assert.False((await File.ReadAllBytesAsync(workspace.Store, HangGuard)).AsSpan().IndexOf("hunter22"u8) >= 0, "the store has the password");
    }

    [Fact]
    public async Task Command_whose_connection_ends_before_the_answer_is_of_unknown_outcome()
    {
        using var workspace = new Workspace();
        await using var peer = new ScriptedPeer(workspace.Path("vm.qmp"), Answering(() => Task.CompletedTask));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("vm1 is live");

        var result = await RunAsync(workspace, "vm1", "stop", "--yes");

        Assert.Equal(1, result.Code);
        Assert.Contains("UNKNOWN", result.Error, StringComparison.Ordinal);
        Assert.Equal("unknown", (string?)Assert.Single(await ReactorProcess.RowsAsync(workspace, "audit"))["outcome"]);
    }

    [Fact]
    public async Task Command_under_way_when_the_daemon_is_killed_is_unknown_to_who_gave_it_and_in_the_audit()
    {
        using var workspace = new Workspace();
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var peer = new ScriptedPeer(
            workspace.Path("vm.qmp"), Answering(() =>
            {
                heard.TrySetResult();
                return Task.Delay(Timeout.Infinite, HangGuard);
            }),
            ScriptedPeer.Negotiated([]));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Write();
        Task<CommandResult> command;
        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync("vm1 is live");
            command = RunAsync(workspace, "vm1", "stop", "--yes", "--timeout", "2m");
            await heard.Task.WaitAsync(HangGuard);
            await first.KillAsync();
        }
        var result = await command;
        await using var second = await ReactorProcess.StartAsync(workspace);

        Assert.Equal(1, result.Code);
        Assert.Contains("UNKNOWN", result.Error, StringComparison.Ordinal);
        var row = Assert.Single(await ReactorProcess.RowsAsync(workspace, "audit"));
        Assert.Equal(("stop", "unknown"), ((string?)row["command"], (string?)row["outcome"]));
        await second.StopsWellAsync();
    }

    [QemuFact]
    public async Task Watcher_sees_events_as_they_come_those_that_no_rule_wants_too_and_the_end_of_a_guest()
    {
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("guest1"), HangGuard);
        using var workspace = new Workspace();
        workspace.Vm("guest1", guest.QmpSocketPath).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("guest1 is live");

        using var all = WatchProcess.Start(workspace, "--output", "json");
        using var some = WatchProcess.Start(workspace, "guest*", "--event", "RESET", "--if", "data.guest == false", "--count", "1");
        await all.SaysAsync("\"watching\"");
        await some.ComplainsAsync("watching 1 VM, of which 1 is heard now");
        await guest.StopAsync(HangGuard);
        await guest.ContAsync(HangGuard);
        await guest.PowerdownAsync(HangGuard);
        await guest.ResetAsync(HangGuard);

        Assert.Equal(0, await some.EndAsync());
        Assert.Contains("guest1", some.Output, StringComparison.Ordinal);
        Assert.Contains("RESET", some.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("RESUME", some.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(await ReactorProcess.RowsAsync(workspace, "events"), row => (string?)row["name"] == "POWERDOWN");
        await guest.QuitAsync(HangGuard);
        await all.SaysAsync("\"link\":\"lost\"");
        await reactor.StopsWellAsync();
        Assert.Equal(1, await all.EndAsync());

        await File.WriteAllTextAsync(workspace.Path("seen.jsonl"), all.Output, HangGuard);
        var events = all.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string?)JsonNode.Parse(line)!["event"]).OfType<string>().ToList();
        Assert.Equal(["STOP", "RESUME", "POWERDOWN", "RESET", "SHUTDOWN"], events.Distinct());
        var replayed = await ReactorProcess.RunAsync(workspace, "replay", workspace.Path("seen.jsonl"), "--config", workspace.Config);
        Assert.Contains($"{events.Count} events", replayed.Output, StringComparison.Ordinal);
        Assert.Contains(" 0 bad", replayed.Output, StringComparison.Ordinal);
    }

    /// <summary>Answers everything but <c>stop</c>: there it does what is given, and hangs up.</summary>
    private static Func<NetworkStream, CancellationToken, Task> Answering(Func<Task> onStop) => async (stream, ending) =>
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        await stream.WriteAsync(ScriptedPeer.Line("""{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 7}, "package": ""}, "capabilities": []}}"""), ending);
        while (await reader.ReadLineAsync(ending) is { } line)
        {
            var command = JsonNode.Parse(line)!;
            if ((string?)command["execute"] == "stop")
            {
                await onStop().WaitAsync(ending);
                return;
            }
            var reply = new JsonObject { ["id"] = command["id"]!.DeepClone(), ["return"] = new JsonObject { ["status"] = "running" } };
            await stream.WriteAsync(ScriptedPeer.Line(reply.ToJsonString()), ending);
        }
    };

    // A socket whose other end is this process: the kernel tells its user.
    private static Socket Pair()
    {
        using var folder = LabDirectory.Create();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder.Path, "s")));
        listener.Listen();
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(listener.LocalEndPoint!);
        return socket;
    }

    private static Task<CommandResult> RunAsync(Workspace workspace, params string[] arguments) =>
        ReactorProcess.RunAsync(workspace, ["qmp", .. arguments, "--config", workspace.Config]);
}
