using System.Globalization;
using System.Net.Sockets;
using EndToEnd.Daemon;
using EndToEnd.Peers;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>Rules and configuration are changed under a running daemon: nothing is lost, doubled, or half done.</summary>
public sealed class ReloadTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    private const string Bad = "version: 1\nrules:\n  - name: beeps\n    when: {event: RTC_CHANGE, iff: 'true'}\n    then: [{log: {message: x}}]\n";

    [Fact]
    public async Task Rule_file_is_rewritten_under_load_no_event_is_lost_or_taken_twice()
    {
        const int Events = 4000;
        using var workspace = new Workspace();
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var peer = new ScriptedPeer(workspace.Path("vm.qmp"), ScriptedPeer.NegotiatedThen(async (stream, ending) =>
        {
            for (var i = 1; i <= Events; i++)
            {
                await stream.WriteAsync(Event("RTC_CHANGE", $$"""{"offset": {{i}}, "qom-path": "/rtc"}"""), ending);
                if (i % 20 == 0)
                {
                    await Task.Yield();
                }
            }
            sent.SetResult();
        }));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Rules("beeps", Counting(0)).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);

        for (var i = 1; i <= 20; i++)
        {
            Replace(workspace, "beeps", Counting(i));
            var reload = await ReactorProcess.RunAsync(workspace, "reload", "--config", workspace.Config);
            Assert.True(reload.Code == 0, reload.Error + reload.Output);
        }
        await sent.Task.WaitAsync(HangGuard);
        await reactor.LoggedAsync(string.Create(CultureInfo.InvariantCulture, $"beep {Events}."));
        await reactor.StopsWellAsync();

        var rows = await ReactorProcess.RowsAsync(workspace, "records", "kept", "--limit", "1000");
        Assert.Equal(1000, rows.Count);
        var heard = reactor.Log.Split('\n').Where(line => line.Contains("beep ", StringComparison.Ordinal))
            .Select(line => int.Parse(line[(line.IndexOf("beep ", StringComparison.Ordinal) + 5)..line.IndexOf(". [rule", StringComparison.Ordinal)], CultureInfo.InvariantCulture));
        Assert.Equal(Enumerable.Range(1, Events), heard);
    }

    [Fact]
    public async Task Unchanged_rule_keeps_what_it_counted_when_another_file_changes()
    {
        using var workspace = new Workspace();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var peer = new ScriptedPeer(workspace.Path("vm.qmp"), ScriptedPeer.NegotiatedThen(async (stream, ending) =>
        {
            for (var i = 1; i <= 3; i++)
            {
                if (i == 3)
                {
                    await gate.Task.WaitAsync(ending);
                }
                await stream.WriteAsync(Event("RTC_CHANGE", $$"""{"offset": {{i}}, "qom-path": "/rtc"}"""), ending);
            }
        }));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Rules("beeps", Counting(0)).Rules("three", """
            version: 1
            rules:
              - name: three
                when: {event: RTC_CHANGE, at_least: 3, within: 1h}
                then: [{log: {message: "three: {{ match.count }} up to {{ data.offset }}."}}]
            """).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("beep 2.");

        Replace(workspace, "beeps", Counting(1));
        var reload = await ReactorProcess.RunAsync(workspace, "reload", "--config", workspace.Config);
        Assert.True(reload.Code == 0, reload.Error + reload.Output);
        gate.SetResult();

        await reactor.LoggedAsync("three: 3 up to 3.");
        await reactor.StopsWellAsync();
    }

    [Fact]
    public async Task Bad_file_leaves_the_rules_in_place_and_raises_an_alert_and_a_mended_one_ends_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        using var workspace = new Workspace().Vm("absent", "/nowhere/vm.qmp").Target("hook", receiver.Url + "/hook")
            .Rules("beeps", Counting(0)).Write("routes:\n  - {to: [hook]}");
        await using var reactor = await ReactorProcess.StartAsync(workspace);

        Replace(workspace, "beeps", Bad);
        await reactor.LoggedAsync("nothing is reloaded");
        // Of a slip nobody is paged at once; who asks for a reload wants the files as they are.
        Assert.Empty(await ReactorProcess.RowsAsync(workspace, "alerts"));
        var refused = await ReactorProcess.RunAsync(workspace, "reload", "--config", workspace.Config);
        Assert.Equal(78, refused.Code);
        Assert.Contains("`iff`", refused.Error, StringComparison.Ordinal);
        var opened = await receiver.WaitForAsync(1, _ => true, HangGuard);
        Assert.Contains("reactor.bad-configuration", opened[0].Text, StringComparison.Ordinal);
        Assert.Contains("`iff`", reactor.Log, StringComparison.Ordinal);
        Assert.Equal(["beeps", "kept"], (await ReactorProcess.RowsAsync(workspace, "rules")).Select(rule => (string)rule["name"]!));

        Replace(workspace, "beeps", Counting(1));
        await receiver.WaitForAsync(2, _ => true, HangGuard);
        await reactor.LoggedAsync("The configuration files are good again");

        var alert = Assert.Single(await ReactorProcess.RowsAsync(workspace, "alerts"));
        Assert.Equal(("reactor", "resolved", "mended"), ((string)alert["rule"]!, (string)alert["state"]!, (string)alert["resolved_by"]!));
        await reactor.StopsWellAsync();
    }

    [Fact]
    public async Task Restart_with_bad_files_runs_what_ran_last_and_strict_refuses()
    {
        using var workspace = new Workspace().Vm("absent", "/nowhere/vm.qmp").Rules("beeps", Counting(7)).Write();
        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync("ready");
            Assert.Single(await ReactorProcess.RowsAsync(workspace, "vms"));
            var asked = await ReactorProcess.RunAsync(workspace, "reload", "--config", workspace.Config);   // saved by now: reloads come one after the other
            Assert.Contains("nothing to do", asked.Output, StringComparison.Ordinal);
            await first.StopsWellAsync();
        }
        Replace(workspace, "beeps", Bad);

        var strict = await ReactorProcess.RunAsync(workspace, "run", "--strict", "--config", workspace.Config);
        Assert.Equal(78, strict.Code);
        await using var second = await ReactorProcess.StartAsync(workspace);

        Assert.Equal(["beeps", "kept"], (await ReactorProcess.RowsAsync(workspace, "rules")).Select(rule => (string)rule["name"]!));
        await second.LoggedAsync("nothing is reloaded");
        var alert = Assert.Single(await ReactorProcess.RowsAsync(workspace, "alerts", "--state", "firing"));
        Assert.Equal("reactor", (string)alert["rule"]!);
        await second.StopsWellAsync();
    }

    [Fact]
    public async Task Vm_and_target_come_and_go_with_the_configuration()
    {
        using var workspace = new Workspace();
        await using var peer = new ScriptedPeer(workspace.Path("vm.qmp"), ScriptedPeer.Negotiated([]));
        workspace.Vm("vm1", "/nowhere/vm.qmp").Rules("hello", "version: 1\nrules:\n  - name: hello\n    when: {event: VM_CONNECTED}\n    then: [{log: {message: 'hello {{ vm.name }}'}}]\n").Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);

        workspace.Vm("vm2", workspace.Path("vm.qmp")).Write();
        await reactor.LoggedAsync("hello vm2");

        Assert.Equal(["vm1", "vm2"], (await ReactorProcess.RowsAsync(workspace, "vms")).Select(vm => (string)vm["name"]!));
        await reactor.StopsWellAsync();
    }

    /// <summary>One rule that is never changed, and one that always is.</summary>
    private static string Counting(int version) => $$$"""
        version: 1
        rules:
          - name: beeps
            when: {event: RTC_CHANGE}
            then: [{log: {message: "beep {{ data.offset }}."}}]
          - name: kept
            description: edit {{{version}}}
            labels: {edit: "{{{version}}}"}
            when: {event: RTC_CHANGE}
            then:
              - record:
                  to: kept
                  fields: {offset: data.offset, edit: "{{{version}}}"}
        """;

    /// <summary>As editors and copies that care do: whole, by a rename.</summary>
    private static void Replace(Workspace workspace, string name, string text)
    {
        var next = workspace.Path("next.tmp");
        File.WriteAllText(next, text);
        File.Move(next, workspace.Path($"rules/{name}.yaml"), overwrite: true);
    }

    private static byte[] Event(string name, string data) =>
        ScriptedPeer.Line($$"""{"timestamp": {"seconds": 1772445600, "microseconds": 1}, "event": "{{name}}", "data": {{data}}}""");
}
