using System.Text.Json.Nodes;
using EndToEnd.Daemon;
using EndToEnd.Peers;
using Microsoft.Data.Sqlite;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>A disk that is full or read-only, a store that another holds: reading goes on, reactions wait, nothing is lost when there is room again.</summary>
public sealed class BadStoreTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    private const string Rule = """
        version: 1
        rules:
          - name: panicked
            when: {event: GUEST_PANICKED}
            then: [{send: {to: hook}}]
          - name: connected
            when: {event: VM_CONNECTED}
            then: [{log: {message: "{{ vm.name }} is connected"}}]
        """;

    [SmallDiskFact]
    public async Task Full_disk_monitors_are_read_on_an_alert_is_raised_and_all_that_came_goes_out_once_there_is_room()
    {
        // More than a socket holds: the peer is done with writing only where somebody reads.
        const int Events = 300;
        var padding = new string('x', 1500);
        using var folder = new Workspace();
        using var disk = SmallDisk.Mount(folder.Path("disk"), mebibytes: 32);
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        var (gate, more, written) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        using var workspace = new Workspace { StorePath = Path.Combine(disk.Folder, "reactor.db") };
        var socket = workspace.Path("vm.qmp");
        await using var peer = new ScriptedPeer(socket, ScriptedPeer.NegotiatedThen(async (stream, ending) =>
        {
            await gate.Task.WaitAsync(ending);
            await stream.WriteAsync(ScriptedPeer.Line("""{"event": "GUEST_PANICKED", "data": {"action": "pause"}}"""), ending);
            await more.Task.WaitAsync(ending);
            for (var number = 0; number < Events; number++)
                await stream.WriteAsync(ScriptedPeer.Line($$"""{"event": "DEVICE_DELETED", "data": {"path": "{{number}}/{{padding}}"} }"""), ending);
            written.SetResult();
            await Task.Delay(Timeout.Infinite, ending);
        }));
        workspace.Vm("vm1", socket).Target("hook", receiver.Url + "/hook").Target("oncall", receiver.Url + "/oncall").Rules("panic", Rule)
            .Rules("deleted", """
                version: 1
                rules:
                  - {name: deleted, when: {event: DEVICE_DELETED}, then: [{webhook: {url: "RECEIVER/deleted", body: {path: "{{ data.path }}"}}}]}
                """.Replace("RECEIVER", receiver.Url, StringComparison.Ordinal)).Write("routes: [{to: oncall}]");
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("vm1 is connected");

        disk.Fill();
        gate.SetResult();
        await reactor.LoggedAsync("No space");
        var alarm = await receiver.WaitForAsync(request => request.Path == "/oncall", HangGuard);
        Assert.Equal("reactor.store-unavailable", (string?)JsonNode.Parse(alarm.Text)!["data"]!["alert"]!["id"]);
        Assert.DoesNotContain(receiver.Requests, request => request.Path == "/hook");  // nothing else is attempted before it is durable
        var vm = Assert.Single(await ReactorProcess.RowsAsync(workspace, "vms"));
        Assert.Equal("live", (string?)vm["state"]);
        more.SetResult();
        await written.Task.WaitAsync(HangGuard);
        Assert.DoesNotContain(receiver.Requests, request => request.Path != "/oncall");

        disk.Free();
        var request = await receiver.WaitForAsync(request => request.Path == "/hook", HangGuard);
        Assert.Equal("panicked", (string?)JsonNode.Parse(request.Text)!["data"]!["rule"]);
        await receiver.WaitForAsync(Events, request => request.Path == "/deleted", HangGuard);
        await receiver.WaitForAsync(request => request.Path == "/oncall" && request.Text.Contains("reactor.alert.resolved", StringComparison.Ordinal), HangGuard);
        await reactor.StopsWellAsync();
        Assert.Single(receiver.Requests, request => request.Path == "/hook");
        var numbers = receiver.Requests.Where(request => request.Path == "/deleted")
            .Select(request => int.Parse(((string)JsonNode.Parse(request.Text)!["path"]!).Split('/')[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Enumerable.Range(0, Events), numbers.Order());
    }

    [SmallDiskFact]
    public async Task Read_only_disk_the_daemon_does_not_start_and_says_why()
    {
        using var folder = new Workspace();
        using var disk = SmallDisk.Mount(folder.Path("disk"), mebibytes: 1);
        disk.MakeReadOnly();
        using var workspace = new Workspace { StorePath = Path.Combine(disk.Folder, "reactor.db") };
        workspace.Rules("panic", Rule.Replace("[{send: {to: hook}}]", "[{log: {message: x}}]", StringComparison.Ordinal)).Write();

        var result = await ReactorProcess.RunAsync(workspace, "run", "--config", workspace.Config);

        Assert.Equal(1, result.Code);
        Assert.Contains("read-only", result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(disk.Folder, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Damaged_store_is_kept_under_another_name_and_watching_goes_on_in_a_new_one(bool isRunning)
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        using var workspace = new Workspace();
        var socket = workspace.Path("vm.qmp");
        var gate = new TaskCompletionSource();
        var panic = ScriptedPeer.Line("""{"event": "GUEST_PANICKED", "data": {"action": "pause"}}""");
        var connections = 0;
        await using var peer = new ScriptedPeer(socket, ScriptedPeer.NegotiatedThen(async (stream, ending) =>
        {
            if (Interlocked.Increment(ref connections) > 1)
            {
                await gate.Task.WaitAsync(ending);
            }
            await stream.WriteAsync(panic, ending);
        }));
        workspace.Vm("vm1", socket).Target("hook", receiver.Url + "/hook").Target("oncall", receiver.Url + "/oncall").Rules("panic", Rule).Write("routes: [{to: oncall}]");
        await using (var before = await ReactorProcess.StartAsync(workspace))
        {
            await receiver.WaitForAsync(request => request.Path == "/hook", HangGuard);
            await before.StopsWellAsync();
        }
        if (!isRunning)
        {
            Damage(workspace.Store);
        }

        await using var reactor = await ReactorProcess.StartAsync(workspace);
        if (isRunning)
        {
            await reactor.LoggedAsync("vm1 is connected");
            Damage(workspace.Store);
        }
        gate.SetResult();
        await AssertGoesOnAsync(reactor, workspace, receiver);
    }

    [Fact]
    public async Task Written_by_another_program_the_daemon_ends_and_says_why_and_the_next_start_goes_on_from_what_is_there()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        using var workspace = new Workspace();
        var socket = workspace.Path("vm.qmp");
        var gate = new TaskCompletionSource();
        await using var peer = new ScriptedPeer(
            socket, ScriptedPeer.NegotiatedThen(gate.Task, ScriptedPeer.Line("""{"event": "GUEST_PANICKED", "data": {"action": "pause"}}""")));
        workspace.Vm("vm1", socket).Target("hook", receiver.Url + "/hook").Rules("panic", Rule).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("vm1 is connected");
        using (var shell = new SqliteConnection($"Data Source={workspace.Store};Pooling=False"))
        {
            shell.Open();
            using var change = shell.CreateCommand();
            change.CommandText = "DELETE FROM events";
            change.ExecuteNonQuery();
        }

        gate.SetResult();

        await reactor.LoggedAsync("Another program has written into the store");
        Assert.Equal(1, await reactor.EndedAsync());
        Assert.DoesNotContain(receiver.Requests, request => request.Path == "/hook");
        await using var next = await ReactorProcess.StartAsync(workspace);
        await receiver.WaitForAsync(request => request.Path == "/hook", HangGuard);
        await next.StopsWellAsync();
    }

    private static async Task AssertGoesOnAsync(ReactorProcess reactor, Workspace workspace, WebhookReceiver receiver)
    {
        await reactor.LoggedAsync("the store is damaged");
        var alarm = await receiver.WaitForAsync(request => request.Path == "/oncall", HangGuard);
        Assert.Equal("reactor.store-damaged", (string?)JsonNode.Parse(alarm.Text)!["data"]!["alert"]!["id"]);
        var kept = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(workspace.Store)!, "*.damaged-*Z"));
        Assert.Contains(kept, alarm.Text, StringComparison.Ordinal);
        // The VM is heard again, and what it says is acted on.
        await receiver.WaitForAsync(_ => receiver.Requests.Count(request => request.Path == "/hook") > 1, HangGuard);
        await reactor.StopsWellAsync();
    }

    /// <summary>All pages but the first few. A daemon that has just begun has most of them still to read.</summary>
    private static void Damage(string store)
    {
        using var file = new FileStream(store, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        var junk = new byte[4096];
        Array.Fill(junk, (byte)0xA5);
        for (long at = 4096 * 5; at < file.Length; at += junk.Length)
        {
            file.Position = at;
            file.Write(junk);
        }
    }

    [Fact]
    public async Task Locked_store_monitors_are_read_on_an_alert_is_raised_and_all_that_came_fires_once_when_it_is_free()
    {
        // More than a socket holds: the peer is done with writing only where somebody reads.
        const int Events = 800;
        var padding = new string('x', 1500);
        var (gate, written) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        using var workspace = new Workspace();
        await using var peer = new ScriptedPeer(workspace.Path("vm.qmp"), ScriptedPeer.NegotiatedThen(async (stream, ending) =>
        {
            await gate.Task.WaitAsync(ending);
            for (var number = 0; number < Events; number++)
                await stream.WriteAsync(ScriptedPeer.Line($$"""{"event": "DEVICE_DELETED", "data": {"path": "{{number}}/{{padding}}"} }"""), ending);
            written.SetResult();
            await Task.Delay(Timeout.Infinite, ending);
        }));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Target("hook", receiver.Url + "/hook").Target("oncall", receiver.Url + "/oncall").Rules("deleted", """
            version: 1
            rules:
              - {name: deleted, when: {event: DEVICE_DELETED}, then: [{send: {to: hook, body: {path: "{{ data.path }}"}}}]}
              - {name: connected, when: {event: VM_CONNECTED}, then: [{log: {message: "{{ vm.name }} is connected"}}]}
            """).Write("routes: [{to: oncall}]");
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("vm1 is connected");
        await using (var shell = new SqliteConnection($"Data Source={workspace.Store};Pooling=False"))
        {
            await shell.OpenAsync(HangGuard);
            using var hold = shell.CreateCommand();
            hold.CommandText = "BEGIN IMMEDIATE";
            await hold.ExecuteNonQueryAsync(HangGuard);
            gate.SetResult();

            await written.Task.WaitAsync(HangGuard);
            var alarm = await receiver.WaitForAsync(request => request.Path == "/oncall", HangGuard);
            Assert.Equal("reactor.store-unavailable", (string?)JsonNode.Parse(alarm.Text)!["data"]!["alert"]!["id"]);
            Assert.DoesNotContain(receiver.Requests, request => request.Path == "/hook");
        }

        await receiver.WaitForAsync(Events, request => request.Path == "/hook", HangGuard);
        await receiver.WaitForAsync(request => request.Path == "/oncall" && request.Text.Contains("reactor.alert.resolved", StringComparison.Ordinal), HangGuard);
        await reactor.StopsWellAsync();
        var numbers = receiver.Requests.Where(request => request.Path == "/hook")
            .Select(request => int.Parse(((string)JsonNode.Parse(request.Text)!["path"]!).Split('/')[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Enumerable.Range(0, Events), numbers.Order());
    }

    [Fact]
    public async Task Act_of_an_operator_that_cannot_be_written_fails_and_is_logged_with_who_asked()
    {
        using var workspace = new Workspace().Vm("vm1", "/nowhere/vm.qmp").Target("hook", "http://127.0.0.1:9/hook").Rules("panic", Rule).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await using var shell = new SqliteConnection($"Data Source={workspace.Store};Pooling=False");
        await shell.OpenAsync(HangGuard);
        using var hold = shell.CreateCommand();
        hold.CommandText = "BEGIN IMMEDIATE";
        await hold.ExecuteNonQueryAsync(HangGuard);

        var silence = await ReactorProcess.RunAsync(workspace, "silence", "add", "vm=vm1", "--for", "1h", "--reason", "x", "--config", workspace.Config);
        var status = await ReactorProcess.RunAsync(workspace, "status", "--config", workspace.Config);

        Assert.Equal(1, silence.Code);
        Assert.Contains("is being written by another program", silence.Error, StringComparison.Ordinal);
        Assert.Contains("not writable: ", status.Output, StringComparison.Ordinal);
        await reactor.LoggedAsync("/v1/silences, asked for by uid ");
        await reactor.LoggedAsync(", was not done: 503, ");
        hold.CommandText = "ROLLBACK";
        await hold.ExecuteNonQueryAsync(HangGuard);
        await reactor.StopsWellAsync();
    }

    [Fact]
    public async Task Stopped_while_the_store_is_locked_what_is_lost_is_told_and_the_exit_code_is_1()
    {
        var gate = new TaskCompletionSource();
        using var workspace = new Workspace();
        var socket = workspace.Path("vm.qmp");
        await using var peer = new ScriptedPeer(
            socket, ScriptedPeer.NegotiatedThen(gate.Task, ScriptedPeer.Line("""{"event": "GUEST_PANICKED", "data": {"action": "pause"}}""")));
        workspace.Vm("vm1", socket).Target("hook", "http://127.0.0.1:9/hook").Rules("panic", Rule).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("vm1 is connected");
        await using var shell = new SqliteConnection($"Data Source={workspace.Store};Pooling=False");
        await shell.OpenAsync(HangGuard);
        using var hold = shell.CreateCommand();
        hold.CommandText = "BEGIN IMMEDIATE";
        await hold.ExecuteNonQueryAsync(HangGuard);

        gate.SetResult();
        await reactor.LoggedAsync("The store can't be written");

        Assert.Equal(1, await reactor.StopAsync());
        Assert.Contains("Reactor stops with 1 commits unwritten", reactor.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_while_the_store_is_locked_what_was_heard_is_written_once_another_lets_go_of_it()
    {
        const int Events = 20; // One is under way: the others wait with the VM.
        var (gate, more) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var workspace = new Workspace();
        var socket = workspace.Path("vm.qmp");
        await using var peer = new ScriptedPeer(socket, ScriptedPeer.NegotiatedThen(async (stream, ending) =>
        {
            await gate.Task.WaitAsync(ending);
            await stream.WriteAsync(ScriptedPeer.Line("""{"event": "DEVICE_DELETED", "data": {"path": "0"} }"""), ending);
            await more.Task.WaitAsync(ending);
            for (var number = 1; number < Events; number++)
                await stream.WriteAsync(ScriptedPeer.Line($$"""{"event": "DEVICE_DELETED", "data": {"path": "{{number}}"} }"""), ending);
        }));
        workspace.Vm("vm1", socket).Target("hook", "http://127.0.0.1:9/hook").Rules("deleted", """
            version: 1
            rules:
              - {name: deleted, when: {event: DEVICE_DELETED}, then: [{send: {to: hook}}]}
              - {name: connected, when: {event: VM_CONNECTED}, then: [{log: {message: "{{ vm.name }} is connected"}}]}
            """).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("vm1 is connected");
        await using var shell = new SqliteConnection($"Data Source={workspace.Store};Pooling=False");
        await shell.OpenAsync(HangGuard);
        using var hold = shell.CreateCommand();
        hold.CommandText = "BEGIN IMMEDIATE";
        await hold.ExecuteNonQueryAsync(HangGuard);
        gate.SetResult();
        await reactor.LoggedAsync("The store can't be written");
        more.SetResult();
        while ((int?)Assert.Single(await ReactorProcess.RowsAsync(workspace, "vms"))["buffered"] != Events - 1)
            HangGuard.ThrowIfCancellationRequested();

        reactor.Terminate();
        await reactor.LoggedAsync("phase [before-service-unbind] timed out");
        hold.CommandText = "ROLLBACK";
        await hold.ExecuteNonQueryAsync(HangGuard);

        var code = await reactor.EndedAsync();
        Assert.True(code == 0, $"it ended with {code}:\n{reactor.Log}");
        Assert.Equal(Events, (await ReactorProcess.RowsAsync(workspace, "deliveries", "--limit", "1000")).Count);
    }
}
