using System.Net.Sockets;
using EndToEnd.Daemon;
using EndToEnd.Peers;

namespace EndToEnd;

/// <summary>What patterns hold survives the process; what several VMs report meets in one rule.</summary>
public sealed class PatternRestartTests
{
    [Fact]
    public async Task Count_survives_a_kill_and_fires_with_the_event_after_it()
    {
        using var workspace = new Workspace();
        await using var peer = new ScriptedPeer(
            workspace.Path("vm.qmp"), ScriptedPeer.Negotiated([.. Event("RTC_CHANGE", 1), .. Event("RTC_CHANGE", 2)]), ScriptedPeer.Negotiated(Event("RTC_CHANGE", 3)));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Rules("count", """
            version: 1
            rules:
              - name: seen
                when: {event: RTC_CHANGE}
                then: [{log: {message: "seen {{ data.offset }}."}}]
              - name: three
                when: {event: RTC_CHANGE, at_least: 3, within: 1h}
                then: [{log: {message: "three: {{ match.count }} up to {{ data.offset }}."}}]
            """).Write();

        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync("seen 2.");
            await first.KillAsync();
        }
        await using var second = await ReactorProcess.StartAsync(workspace);

        await second.LoggedAsync("three: 3 up to 3.");
        await second.StopsWellAsync();
    }

    [Fact]
    public async Task Absence_survives_a_kill_and_fires_blind_at_its_deadline()
    {
        using var workspace = new Workspace();
        await using var peer = new ScriptedPeer(
            workspace.Path("vm.qmp"), ScriptedPeer.Negotiated(ScriptedPeer.Line("""{"timestamp": {"seconds": 1, "microseconds": 1}, "event": "POWERDOWN"}""")),
            ScriptedPeer.Negotiated([]));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Rules("absence", """
            version: 1
            rules:
              - name: seen
                when: {event: POWERDOWN}
                then: [{log: {message: "powered down."}}]
              - name: hangs
                when: {event: POWERDOWN, not_followed_by: {event: SHUTDOWN}, within: 3s}
                then: [{log: {message: "hangs, blind {{ match.blind }}."}}]
            """).Write();

        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync("powered down.");
            await first.KillAsync();
        }
        await using var second = await ReactorProcess.StartAsync(workspace);

        await second.LoggedAsync("hangs, blind true.");
        await second.StopsWellAsync();
    }

    [Fact]
    public async Task Fleet_rule_over_three_vms_fires_once_also_when_it_is_killed_on_the_way()
    {
        using var workspace = new Workspace();
        var peers = new List<ScriptedPeer>();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            for (var i = 1; i <= 3; i++)
            {
                var socket = workspace.Path($"vm{i}.qmp");
                var panic = ScriptedPeer.Line("""{"timestamp": {"seconds": 1, "microseconds": 1}, "event": "GUEST_PANICKED", "data": {"action": "run"}}""");
                peers.Add(i < 3
                    ? new ScriptedPeer(socket, ScriptedPeer.Negotiated(panic), ScriptedPeer.Negotiated([]))
                    : new ScriptedPeer(socket, ScriptedPeer.NegotiatedThen(gate.Task, panic)));
                workspace.Vm($"vm{i}", socket);
            }
            workspace.Rules("fleet", """
                version: 1
                rules:
                  - name: seen
                    when: {event: GUEST_PANICKED}
                    then: [{log: {message: "{{ vm.name }} panicked."}}]
                  - name: storm
                    scope: fleet
                    when: {event: GUEST_PANICKED, at_least: 3, distinct: vm.id, within: 1h}
                    then: [{record: {to: storms, fields: {count: match.count}}}, {log: {message: "storm of {{ match.count }}."}}]
                """).Write();

            await using (var first = await ReactorProcess.StartAsync(workspace))
            {
                await first.LoggedAsync("vm1 panicked.");
                await first.LoggedAsync("vm2 panicked.");
                await first.KillAsync();   // Between the VMs' commits and the fleet partition's, or after: either way each counts once.
            }
            await using var second = await ReactorProcess.StartAsync(workspace);
            gate.SetResult();

            await second.LoggedAsync("storm of 3.");
            await second.StopsWellAsync();
            Assert.Single(await ReactorProcess.RowsAsync(workspace, "records", "storms"));
        }
        finally
        {
            foreach (var peer in peers)
            {
                await peer.DisposeAsync();
            }
        }
    }

    private static byte[] Event(string name, int offset) =>
        ScriptedPeer.Line($$"""{"timestamp": {"seconds": 1772445600, "microseconds": 1}, "event": "{{name}}", "data": {"offset": {{offset}}, "qom-path": "/rtc"} }""");
}
