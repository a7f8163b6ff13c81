using EndToEnd.Daemon;
using EndToEnd.Peers;

namespace EndToEnd;

/// <summary>The kernel refuses what the thread that reads monitors asks for.</summary>
public sealed class ReadingFaultTests
{
    private const int Aborted = 128 + 6; // SIGABRT: systemd starts anew what ends so.

    private const string Rules = """
        version: 1
        rules:
          - {name: connected, when: {event: VM_CONNECTED}, then: [{log: {message: "{{ vm.name }} is known"}}]}
          - {name: stopped, when: {event: STOP}, then: [{log: {message: "{{ vm.name }} has stopped"}}]}
          - {name: gap, when: {event: VM_GAP}, then: [{log: {message: "{{ vm.name }} was not heard: {{ data.reason }}"}}]}
        """;

    private static readonly byte[] s_stop = ScriptedPeer.Line("""{"event": "STOP"}""");

    [StraceFact]
    public async Task Waiting_fails_the_daemon_ends_at_once_with_the_reason_and_the_next_start_tells_the_gap()
    {
        using var workspace = new Workspace();
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Rules("r", Rules).Write();
        var isBroken = new TaskCompletionSource();
        await using var peer = new ScriptedPeer(workspace.Path("vm.qmp"), ScriptedPeer.NegotiatedThen(isBroken.Task, s_stop), ScriptedPeer.Negotiated(s_stop));
        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync("vm1 is known");
            await using var fault = await KernelFault.OfThreadsAsync(first.Id, "monitor reader", "/^epoll_p?wait$", "EBADF");
            isBroken.SetResult();

            Assert.Equal(Aborted, await first.EndedAsync());
            Assert.Contains("Monitors can't be read any more: epoll_wait(2) failed: Bad file descriptor.", first.Log, StringComparison.Ordinal);
        }

        await using var second = await ReactorProcess.StartAsync(workspace);

        await second.LoggedAsync("vm1 was not heard: started");
        await second.LoggedAsync("vm1 has stopped");
        await second.StopsWellAsync();
    }

    [StraceFact]
    public async Task No_descriptor_is_left_to_wait_with_each_monitor_is_read_by_itself_and_that_is_told()
    {
        using var workspace = new Workspace();
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Rules("r", Rules).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await using var fault = await KernelFault.OfProcessAsync(reactor.Id, "epoll_create1", "EMFILE");

        await using var peer = new ScriptedPeer(workspace.Path("vm.qmp"), ScriptedPeer.Negotiated(s_stop));

        await reactor.LoggedAsync("vm1 has stopped");
        await reactor.LoggedAsync("VM vm1 is read by itself");
        await reactor.StopsWellAsync();
    }
}
