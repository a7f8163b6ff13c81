namespace Reactor.Qmp.Tests.Qemu;

/// <summary>Commands to a real QEMU, and its end.</summary>
public class QemuCommandTests
{
    [QemuFact]
    public async Task Quit_shutdown_event_comes_before_the_reply()
    {
        using var qemu = await QemuProcess.StartAsync("-M", "none");
        var sink = new RecordingSink();
        await using var connection = await qemu.ConnectAsync(sink);
        QmpReply reply = await connection.ExecuteAsync("quit").Guarded();
        QmpEvent shutdown = await sink.WaitForAsync("SHUTDOWN");
        Assert.InRange(shutdown.Ordinal, 1, reply.EventsBefore);
        Assert.Equal(QmpCloseReason.EndOfStream, (await connection.Completion.Guarded()).Reason);
        await qemu.WaitForExitAsync();
    }

    [QemuFact]
    public async Task Killed_qemu_ends_the_stream_without_shutdown_and_leaves_a_stale_socket()
    {
        using var qemu = await QemuProcess.StartAsync("-M", "none");
        var sink = new RecordingSink();
        await using var connection = await qemu.ConnectAsync(sink);
        await qemu.KillAsync();
        Assert.Equal(QmpCloseReason.EndOfStream, (await connection.Completion.Guarded()).Reason);
        Assert.Empty(sink.Events);
        Assert.True(File.Exists(qemu.Address.Path));
        var e = await Assert.ThrowsAsync<QmpException>(() => qemu.ConnectAsync());
        Assert.Equal(QmpFailure.ConnectFailed, e.Kind);
        Assert.Contains("nobody listens", e.Message, StringComparison.Ordinal);
    }

    [QemuFact]
    public async Task Fifty_commands_at_once_are_all_answered()
    {
        using var qemu = await QemuProcess.StartAsync("-M", "none");
        await using var connection = await qemu.ConnectAsync();
        QmpReply[] replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => connection.ExecuteAsync("query-status"))).Guarded();
        Assert.All(replies, r => Assert.IsType<QmpReturn>(r));
        Assert.Equal(0, connection.Statistics.InFlight);
        Assert.Equal(0, connection.Statistics.MessagesIgnored);
    }
}
