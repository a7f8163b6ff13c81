using EndToEnd.Daemon;
using EndToEnd.Peers;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>With <c>synchronous: full</c>, nothing leaves before what it follows from is on the disk: as the kernel saw it.</summary>
public sealed class CommitBeforeAttemptTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    [StraceFact]
    public async Task Webhook_is_begun_after_the_disk_has_its_commit()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        using var workspace = new Workspace();
        var isUp = new TaskCompletionSource();
        await using var peer = new ScriptedPeer(
            workspace.Path("vm.qmp"),
            ScriptedPeer.NegotiatedThen(isUp.Task, ScriptedPeer.Line("""{"event": "GUEST_PANICKED", "data": {"action": "pause"}}""")));
        workspace.Target("hook", $"{receiver.Url}/hook").Vm("vm1", workspace.Path("vm.qmp")).Rules("panic", """
            version: 1
            rules:
              - {name: panicked, when: {event: GUEST_PANICKED}, then: [{send: {to: hook}}]}
            """).Write();
        var trace = workspace.Path("trace");
        await using var reactor = await ReactorProcess.StartTracedAsync(workspace, trace, "pwrite64,write,fsync,fdatasync,connect,sendto,sendmsg");
        await reactor.LoggedAsync(" is live");
        isUp.SetResult();

        var request = await receiver.WaitForAsync(_ => true, HangGuard);
        var webhookId = request.Header("webhook-id")!;
        await reactor.StopsWellAsync();
        var calls = await TraceAsync(trace, reactor.Id);

        var log = workspace.Store + "-wal>";
        var connect = calls.First(call => call.Text.StartsWith("connect(", StringComparison.Ordinal) && call.Text.Contains($"htons({new Uri(receiver.Url).Port})", StringComparison.Ordinal));
        var written = calls.First(call => call.Text.Contains(log, StringComparison.Ordinal) && call.Text.Contains(webhookId, StringComparison.Ordinal));
        var synced = calls.FirstOrDefault(call =>
            call.Text.StartsWith('f') && call.Text.Contains(log, StringComparison.Ordinal) && call.Succeeded && call.Began > written.Ended);
        Assert.NotNull(synced);
        Assert.True(synced.Ended < connect.Began, $"the sync of the log ended in line {synced.Ended} of the trace, the connection began in {connect.Began}");
        // Nothing of it left before on any connection.
        Assert.DoesNotContain(calls, call =>
            call.Text.StartsWith("send", StringComparison.Ordinal) && call.Began < synced.Ended && call.Text.Contains(webhookId, StringComparison.Ordinal));
    }

    // The tracer ends after what it traces.
    private static async Task<IReadOnlyList<KernelCall>> TraceAsync(string trace, int process)
    {
        while (!HangGuard.IsCancellationRequested)
        {
            if (File.ReadLines(trace).LastOrDefault(line => line.Contains("+++ exited", StringComparison.Ordinal)) is { } last && last.StartsWith($"{process} ", StringComparison.Ordinal))
                return KernelCall.Read(trace);
            await Task.Delay(50, HangGuard);
        }

        throw new TimeoutException("the tracer did not end");
    }
}
