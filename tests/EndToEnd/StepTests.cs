using System.Text;
using System.Text.Json;
using EndToEnd.Daemon;
using EndToEnd.Lab;
using EndToEnd.Peers;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>Rules that act: commands to a real guest, and programs.</summary>
public sealed class StepTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    [QemuFact]
    public async Task Stopped_guest_is_asked_and_resumed_and_a_program_gets_the_event_but_a_panicked_one_is_left_alone()
    {
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("guest1"), HangGuard);
        using var workspace = new Workspace();
        workspace.Vm("guest1", guest.QmpSocketPath).Rules("acts", """
            version: 1
            rules:
              - name: resumes
                when: {event: STOP}
                then:
                  - name: go
                    qmp:
                      only_if: {command: query-status, check: 'result.status == "paused"'}
                      run: [{command: cont}]
                      expect: {event: RESUME, within: 30s}
                  - name: told
                    exec: {command: [/bin/sh, -c, 'cat > "told of $1"; echo out; exit 3', sh, "{{ vm.name }}"]}
                    on_failure: [{log: {message: "told {{ steps.told.exit_code }}, go {{ steps.go.status }}."}}]
            """).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("guest1 is live");

        await guest.StopAsync(HangGuard);
        await reactor.LoggedAsync("told 3, go ok.");
        Assert.Equal("running", await guest.QueryStatusAsync(HangGuard));
        Assert.Contains("\"STOP\"", await File.ReadAllTextAsync(workspace.Path("told of guest1"), HangGuard), StringComparison.Ordinal);

        await guest.PanicAsync(HangGuard);
        await reactor.LoggedAsync("its only_if does not hold");
        Assert.Equal("guest-panicked", await guest.QueryStatusAsync(HangGuard));
        await reactor.StopsWellAsync();
    }

    [QemuFact]
    public async Task Command_of_a_rule_starts_nothing_of_that_rule_and_other_rules_see_its_effect()
    {
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("guest1"), HangGuard);
        using var workspace = new Workspace();
        workspace.Vm("guest1", guest.QmpSocketPath).Rules("acts", """
            version: 1
            rules:
              - name: blinks
                when: {event: RESUME}
                then: [{qmp: {run: [{command: stop}, {command: cont}]}}, {exec: {command: [/bin/false]}, on_failure: [{log: {message: "blinked."}}]}]
              - name: sees
                when: {event: [RESUME, POWERDOWN]}
                then: [{log: {message: "saw {{ event.name }}."}}]
            """).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("guest1 is live");

        await guest.StopAsync(HangGuard);
        await guest.ContAsync(HangGuard);
        await reactor.LoggedAsync("blinked.");
        await guest.PowerdownAsync(HangGuard);
        await reactor.LoggedAsync("saw POWERDOWN.");

        var matched = (await ReactorProcess.RowsAsync(workspace, "events", "--name", "RESUME")).Select(row => (int)row["matched"]!);
        Assert.Equal([2, 1], matched);
        await reactor.StopsWellAsync();
    }

    [Fact]
    public async Task Program_under_way_when_the_daemon_is_killed_is_reported_and_not_run_again()
    {
        using var workspace = new Workspace();
        await using var peer = new ScriptedPeer(
            workspace.Path("vm.qmp"), ScriptedPeer.Negotiated(ScriptedPeer.Line("""{"timestamp": {"seconds": 1, "microseconds": 1}, "event": "POWERDOWN"}""")),
            ScriptedPeer.Negotiated([]));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Rules("acts", """
            version: 1
            rules:
              - name: slow
                when: {event: POWERDOWN}
                then:
                  - name: slow
                    exec: {command: [/bin/sh, -c, "echo ran >> ran; exec sleep 600"]}
                    on_failure: [{log: {message: "slow {{ steps.slow.status }}."}}]
            """).Write();

        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            while (!File.Exists(workspace.Path("ran")))
            {
                HangGuard.ThrowIfCancellationRequested();
                await ReactorProcess.RowsAsync(workspace, "vms");
            }
            await first.KillAsync();
        }
        await using var second = await ReactorProcess.StartAsync(workspace);

        await second.LoggedAsync("slow unknown.");
        await second.StopsWellAsync();
        Assert.Equal("ran\n", await File.ReadAllTextAsync(workspace.Path("ran"), HangGuard));
    }

    [Fact]
    public async Task Program_ends_with_all_that_it_started_when_the_daemon_is_killed()
    {
        using var workspace = new Workspace();
        await using var peer = new ScriptedPeer(
            workspace.Path("vm.qmp"), ScriptedPeer.Negotiated(ScriptedPeer.Line("""{"timestamp": {"seconds": 1, "microseconds": 1}, "event": "POWERDOWN"}""")));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Rules("acts", """
            version: 1
            rules:
              - name: slow
                when: {event: POWERDOWN}
                then:
                  - exec:
                      command:
                        - /bin/sh
                        - -c
                        - '(setsid sleep 601 & echo $! > pids.new); sleep 602 & echo $! >> pids.new; env -i sleep 603 & echo $! >> pids.new; echo $$ >> pids.new; mv pids.new pids; exec sleep 604'
            """).Write();

        await using var reactor = await ReactorProcess.StartAsync(workspace);
        while (!File.Exists(workspace.Path("pids")))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), HangGuard);
        }
        var pids = await File.ReadAllLinesAsync(workspace.Path("pids"), HangGuard);
        Assert.Equal(4, pids.Length);
        Assert.All(pids, pid => Assert.True(Runs(pid), pid));

        await reactor.KillAsync();

        while (pids.Any(Runs))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), HangGuard);
        }
    }

    [Fact]
    public async Task Text_of_a_guest_of_any_length_reaches_the_program_whole_and_many_programs_of_a_VM_keep_no_other_waiting()
    {
        using var workspace = new Workspace();
        var text = string.Concat(Enumerable.Repeat("\"'\n$(id) --help ", 1024 * 1024 / 16));
        var hostile = JsonSerializer.SerializeToUtf8Bytes(new { timestamp = new { seconds = 1, microseconds = 1 }, @event = "DEVICE_DELETED", data = new { path = text } });
        var many = string.Concat(Enumerable.Range(0, 40).Select(i => $$$"""{"timestamp": {"seconds": 1, "microseconds": 1}, "event": "DEVICE_DELETED", "data": {"path": "{{{i}}}"}}""" + "\r\n"));
        var gate = new TaskCompletionSource();
        await using var busy = new ScriptedPeer(workspace.Path("vm2.qmp"), ScriptedPeer.Negotiated(Encoding.UTF8.GetBytes(many)));
        await using var peer = new ScriptedPeer(workspace.Path("vm1.qmp"), ScriptedPeer.NegotiatedThen(gate.Task, [.. hostile, .. "\r\n"u8]));
        workspace.Vm("vm1", workspace.Path("vm1.qmp")).Vm("vm2", workspace.Path("vm2.qmp")).Rules("acts", """
            version: 1
            rules:
              - name: sleeps
                when: {event: DEVICE_DELETED, if: 'vm.name == "vm2"', by: {p: data.path}}
                then: [{exec: {command: [/bin/sh, -c, 'echo >> slept; exec sleep 600'], timeout: 20m}}]
              - name: keeps
                when: {event: DEVICE_DELETED, if: 'vm.name == "vm1"', by: {p: data.path}}
                then:
                  - exec: {command: [/bin/sh, -c, 'cat > new; mv new event']}
                  - exec: {command: [/bin/sh, -c, 'cat > new; mv new text'], stdin: data.path}
                  - exec: {command: [/bin/sh, -c, 'printf %s "$2" > new; mv new argument', sh, --, '{{ data.path }}']}
            """).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await AppearsAsync(workspace, "slept");
        gate.SetResult();

        await AppearsAsync(workspace, "argument");

        using var @event = JsonDocument.Parse(await File.ReadAllBytesAsync(workspace.Path("event"), HangGuard));
        Assert.Equal(text, @event.RootElement.GetProperty("data").GetProperty("event").GetProperty("data").GetProperty("path").GetString());
        Assert.Equal(text, JsonSerializer.Deserialize<string>(await File.ReadAllBytesAsync(workspace.Path("text"), HangGuard)));
        Assert.Equal(text[..((64 * 1024) - 3)] + "…", await File.ReadAllTextAsync(workspace.Path("argument"), HangGuard));
        await reactor.LoggedAsync("then[2].exec does not get all that was said: argv[5] would be too long");
        await reactor.StopsWellAsync();
    }

    [Fact]
    public async Task Matches_during_a_run_are_left_out_or_the_newest_of_them_waits()
    {
        using var workspace = new Workspace();
        var powerdowns = string.Concat(Enumerable.Repeat("""{"timestamp": {"seconds": 1, "microseconds": 1}, "event": "POWERDOWN"}""" + "\r\n", 3));
        await using var peer = new ScriptedPeer(workspace.Path("vm.qmp"), ScriptedPeer.Negotiated(System.Text.Encoding.UTF8.GetBytes(powerdowns)));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Rules("acts", "version: 1\nrules:\n" + Waiting("skip") + Waiting("queue_latest")).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        IReadOnlyList<System.Text.Json.Nodes.JsonObject> events;
        do
        {
            events = await ReactorProcess.RowsAsync(workspace, "events", "--name", "POWERDOWN");
        }
        while (events.Count < 3);

        await File.WriteAllTextAsync(workspace.Path("go"), "", HangGuard);
        while (!File.Exists(workspace.Path("ran")) || (await File.ReadAllLinesAsync(workspace.Path("ran"), HangGuard)).Length < 3)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), HangGuard);
        }
        await reactor.StopsWellAsync();

        var begun = new List<string>();
        foreach (var (number, row) in events.Index())
        {
            var trace = Assert.Single(await ReactorProcess.RowsAsync(workspace, "events", "show", (string)row["id"]!));
            begun.AddRange(trace["steps"]!.AsArray().Select(step => $"{step!["rule"]} {number}"));
        }
        Assert.Equal(["queue-latest 0", "queue-latest 2", "skip 0"], begun.Order(StringComparer.Ordinal));
        Assert.Equal(["queue-latest", "queue-latest", "skip"], (await File.ReadAllLinesAsync(workspace.Path("ran"), HangGuard)).Order(StringComparer.Ordinal));
    }

    private static string Waiting(string overlap) => $$"""
          - name: {{overlap.Replace('_', '-')}}
            overlap: {{overlap}}
            when: {event: POWERDOWN}
            then: [{exec: {command: [/bin/sh, -c, 'while [ ! -e go ]; do sleep 0.05; done; echo {{overlap.Replace('_', '-')}} >> ran'], timeout: 5m} }]

        """;

    private static async Task AppearsAsync(Workspace workspace, string file)
    {
        while (!File.Exists(workspace.Path(file)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), HangGuard);
        }
    }

    private static bool Runs(string pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    [Fact]
    public async Task Program_that_was_decided_and_not_begun_is_not_run_once_its_rule_is_disabled()
    {
        using var workspace = new Workspace();
        await using var peer = new ScriptedPeer(
            workspace.Path("vm.qmp"), ScriptedPeer.Negotiated(ScriptedPeer.Line("""{"timestamp": {"seconds": 1, "microseconds": 1}, "event": "POWERDOWN"}""")),
            ScriptedPeer.Negotiated(ScriptedPeer.Line("""{"timestamp": {"seconds": 2, "microseconds": 1}, "event": "STOP"}""")));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Rules("acts", Slow("live")).Write();

        // As many run as may at once; the last waits in the store.
        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            while (!File.Exists(workspace.Path("ran")) || (await File.ReadAllLinesAsync(workspace.Path("ran"), HangGuard)).Length < 4)
            {
                await ReactorProcess.RowsAsync(workspace, "vms");
                HangGuard.ThrowIfCancellationRequested();
            }
            await first.KillAsync();
        }
        workspace.Rules("acts", Slow("disabled") + """
              - name: later
                when: {event: STOP}
                then: [{exec: {command: [/bin/sh, -c, "echo later >> ran"]}}, {exec: {command: [/bin/false]}, on_failure: [{log: {message: "later has run."}}]}]

            """).Write();
        await using var second = await ReactorProcess.StartAsync(workspace);

        await second.LoggedAsync("later has run.");
        await second.StopsWellAsync();
        Assert.Contains("slow5", second.Log, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(workspace.Path("ran"), HangGuard);
        Assert.Equal(["later", "slow1", "slow2", "slow3", "slow4"], lines.Order(StringComparer.Ordinal));
    }

    private static string Slow(string mode) => "version: 1\nrules:\n" + string.Concat(Enumerable.Range(1, 5).Select(i => $$"""
          - name: slow{{i}}
            mode: {{mode}}
            when: {event: POWERDOWN}
            then: [{exec: {command: [/bin/sh, -c, "echo slow{{i}} >> ran; exec sleep 600"]} }]

        """));
}
