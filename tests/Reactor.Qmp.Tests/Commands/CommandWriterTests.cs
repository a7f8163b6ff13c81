using System.Text;

namespace Reactor.Qmp.Tests.Commands;

public class CommandWriterTests
{
    private static readonly UnixQmpAddress s_address = new("/test");

    [Fact]
    public async Task Post_write_fails_refuses_more_but_a_reply_that_is_here_already_still_counts()
    {
        var table = new CommandTable(8, 64);
        var writer = new CommandWriter(new BrokenStream(failAfter: 1), s_address, table, flushRecord: false);
        PendingCommand quit = await EnterAsync(table, "quit"), late = await EnterAsync(table, "query-status");
        writer.Post(quit, "{}"u8.ToArray());
        writer.Post(late, "{}"u8.ToArray());

        var refused = await Assert.ThrowsAsync<QmpException>(() => EnterAsync(table, "next"));
        Assert.Equal(QmpFailure.Closed, refused.Kind);
        Assert.Contains("writing failed: broken pipe", refused.Message, StringComparison.Ordinal);
        Assert.False(refused.OutcomeUnknown);

        Assert.True(table.TryTake(Encoding.UTF8.GetBytes($"\"r-{quit.Id}\""), out var taken));
        Assert.Same(quit, taken);
        Assert.False(late.Reply.IsCompleted);
        table.Close(new QmpClosed(QmpCloseReason.EndOfStream, "gone"));
        Assert.True((await Assert.ThrowsAsync<QmpException>(() => late.Reply)).OutcomeUnknown);
    }

    [Fact]
    public async Task Post_stream_fails_as_nobody_foresaw_refuses_more_and_sends_no_further()
    {
        var table = new CommandTable(8, 64);
        var writer = new CommandWriter(new BrokenStream(failAfter: 0) { Fault = new NotSupportedException("not foreseen") }, s_address, table, flushRecord: false);
        PendingCommand first = await EnterAsync(table, "query-status"), second = await EnterAsync(table, "stop");

        writer.Post(first, "{}"u8.ToArray());
        writer.Post(second, "{}"u8.ToArray());

        Assert.Equal(1, writer.Sent);
        var refused = await Assert.ThrowsAsync<QmpException>(() => EnterAsync(table, "next"));
        Assert.Contains("writing failed: not foreseen", refused.Message, StringComparison.Ordinal);
        table.Close(new QmpClosed(QmpCloseReason.EndOfStream, "gone"));
        Assert.True((await Assert.ThrowsAsync<QmpException>(() => first.Reply)).OutcomeUnknown);
        Assert.False((await Assert.ThrowsAsync<QmpException>(() => second.Reply)).OutcomeUnknown);
    }

    [Fact]
    public async Task Post_given_up_before_writing_is_not_sent_and_frees_its_slot()
    {
        var table = new CommandTable(1, 64);
        var stream = new BrokenStream(failAfter: 0);
        var writer = new CommandWriter(stream, s_address, table, flushRecord: false);
        PendingCommand pending = await EnterAsync(table, "stop");
        Assert.True(table.GiveUp(pending));
        writer.Post(pending, "{}"u8.ToArray());
        Assert.Equal(0, writer.Sent);
        Assert.Equal(0, table.InFlight);
        Assert.Equal(2UL, (await EnterAsync(table, "next")).Id);
    }

    private static Task<PendingCommand> EnterAsync(CommandTable table, string command) =>
        table.EnterAsync(command, CancellationToken.None, CancellationToken.None).Guarded();

    /// <summary>Takes some writes, then has lost its reader.</summary>
    private sealed class BrokenStream(int failAfter) : MemoryStream
    {
        private int _writes;

        public Exception Fault { get; init; } = new IOException("broken pipe");

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            _writes++ < failAfter ? ValueTask.CompletedTask : throw Fault;
    }
}
