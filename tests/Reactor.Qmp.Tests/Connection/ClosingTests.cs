namespace Reactor.Qmp.Tests.Connection;

public class ClosingTests
{
    [Fact]
    public async Task Completion_peer_closes_is_end_of_stream_with_the_address()
    {
        QmpClosed closed = await CloseByAsync((_, client) => Disposed(client));
        Assert.Equal(QmpCloseReason.EndOfStream, closed.Reason);
        Assert.Contains("unix:", closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_cut_in_mid_message_is_end_of_stream_and_says_so()
    {
        QmpClosed closed = await CloseByAsync(async (_, client) =>
        {
            await client.SendAsync("""{"event": "STO""");
            client.Dispose();
        });
        Assert.Equal(QmpCloseReason.EndOfStream, closed.Reason);
        Assert.Contains("in the middle of a message, after 14 bytes", closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_peer_dies_with_unread_command_delivers_what_it_said_before()
    {
        using var server = FakeQmpServer.OnUnix();
        var sink = new RecordingSink();
        var (connection, client) = await server.ConnectAsync(sink);
        await using var _ = connection;
        var executing = connection.ExecuteAsync("query-status");
        await client.LineAsync("""{"event": "SHUTDOWN"}""");
        client.Dispose();
        QmpClosed closed = await connection.Completion.Guarded();
        Assert.Equal(QmpCloseReason.EndOfStream, closed.Reason);
        Assert.Equal(["SHUTDOWN"], sink.Events.Select(e => e.Name));
        Assert.Equal(QmpFailure.Closed, (await Assert.ThrowsAsync<QmpException>(() => executing.Guarded())).Kind);
    }

    [Fact]
    public async Task Sink_is_told_of_the_end_after_the_last_event()
    {
        using var server = FakeQmpServer.OnUnix();
        var sink = new RecordingSink();
        var (connection, client) = await server.ConnectAsync(sink);
        await using var _ = connection;
        await client.LineAsync("{\"event\": \"SHUTDOWN\"}");
        client.Dispose();
        var (closed, events) = await sink.End.Task.Guarded();
        Assert.Equal((QmpCloseReason.EndOfStream, 1), (closed.Reason, events));
        Assert.Same(closed, await connection.Completion.Guarded());
    }

    [Fact]
    public async Task Completion_disposed_is_disposed()
    {
        using var server = FakeQmpServer.OnUnix();
        var (connection, client) = await server.ConnectAsync();
        using var _ = client;
        await connection.DisposeAsync();
        await connection.DisposeAsync();
        Assert.Equal(QmpCloseReason.Disposed, (await connection.Completion.Guarded()).Reason);
        Assert.True(await client.ReadEndAsync());
    }

    [Theory]
    [InlineData("""{"event": "STOP",}""", "{\"event\": \"STOP\",}")]
    [InlineData("""{"event" "STOP"}""", "is not JSON")]
    [InlineData("""{"event": STOP}""", "is not JSON")]
    [InlineData("""{"event": "STOP"]""", "is not JSON")]
    [InlineData("""{"event": "ST\xOP"}""", "is not JSON")]
    [InlineData("""{"event": "STOP", "data": {"a": "\udead"}}""", "surrogate")]
    [InlineData("} {\"event\": \"STOP\"}", "is not QMP: } {")]
    [InlineData("\u0007", "\\x07")]
    [InlineData("{\"event\": \"ST\r\nOP\"}", "is not QMP")]
    [InlineData("null", "is not QMP: null")]
    [InlineData("QEMU 8.2.0 monitor - type 'help' for more information\r\n(qemu) ", "It is a human monitor (-monitor): give Reactor a -qmp one")]
    public async Task Completion_broken_json_is_malformed_with_an_excerpt(string text, string expected)
    {
        QmpClosed closed = await CloseByAsync((_, client) => client.SendAsync(text));
        Assert.Equal(QmpCloseReason.Malformed, closed.Reason);
        Assert.Contains(expected, closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_invalid_utf8_is_told_as_such()
    {
        QmpClosed closed = await CloseByAsync((_, client) => client.SendAsync(new byte[] { (byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)':', (byte)'1', (byte)'}' }));
        Assert.Equal(QmpCloseReason.InvalidUtf8, closed.Reason);
    }

    [Fact]
    public async Task Completion_two_thousand_levels_is_too_deep_without_waiting_for_the_end()
    {
        QmpClosed closed = await CloseByAsync((_, client) => client.SendAsync("""{"event": "STOP", "data": """ + string.Concat(Enumerable.Repeat("{\"a\":[", 1000))));
        Assert.Equal(QmpCloseReason.TooDeep, closed.Reason);
        Assert.Contains("deeper than 64 levels", closed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public async Task Message_as_deep_as_allowed_passes_one_level_more_does_not(int levels, bool passes)
    {
        using var server = FakeQmpServer.OnUnix();
        var sink = new RecordingSink();
        var (connection, client) = await server.ConnectAsync(sink);
        await using var _ = connection;
        using var __ = client;
        int inner = levels - 2;
        await client.LineAsync($$$"""{"event": "DEEP", "data": {"a": {{{new string('[', inner)}}}{{{new string(']', inner)}}}}}""");
        if (passes)
            Assert.Equal("DEEP", (await sink.WaitForAsync("DEEP")).Name);
        else
            Assert.Equal(QmpCloseReason.TooDeep, (await connection.Completion.Guarded()).Reason);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public async Task Message_of_as_many_members_as_allowed_passes_one_more_does_not(int members, bool passes)
    {
        using var server = FakeQmpServer.OnUnix();
        var sink = new RecordingSink();
        var (connection, client) = await server.ConnectAsync(sink, new QmpConnectionOptions { MaxMembers = 1000 });
        await using var _ = connection;
        using var __ = client;
        // Those of the array, and "event", "data" and "a".
        await client.LineAsync($$$"""{"event": "WIDE", "data": {"a": [{{{string.Join(',', Enumerable.Repeat('0', members - 3))}}}]}}""");
        if (passes)
        {
            Assert.Equal("WIDE", (await sink.WaitForAsync("WIDE")).Name);
            return;
        }

        QmpClosed closed = await connection.Completion.Guarded();
        Assert.Equal(QmpCloseReason.TooManyMembers, closed.Reason);
        Assert.Contains("more than 1000 members", closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_beyond_the_cap_closes()
    {
        var options = new QmpConnectionOptions { MaxMessageBytes = 100_000 };
        QmpClosed closed = await CloseByAsync(
            (_, client) => client.LineAsync($$$"""{"event": "BIG", "data": {"a": "{{{new string('x', 100_000)}}}"}}"""), options);
        Assert.Equal(QmpCloseReason.MessageTooLong, closed.Reason);
        Assert.Contains("100000 bytes", closed.Message, StringComparison.Ordinal);
        Assert.Contains("""{"event": "BIG",""", closed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sink_that_throws_ends_the_connection_with_its_exception(bool onWants)
    {
        using var server = FakeQmpServer.OnUnix();
        var (connection, client) = await server.ConnectAsync(new ThrowingSink(onWants));
        await using var _ = connection;
        using var __ = client;
        await client.LineAsync("""{"event": "STOP"}""");
        QmpClosed closed = await connection.Completion.Guarded();
        Assert.Equal(QmpCloseReason.SinkFailed, closed.Reason);
        Assert.Contains("boom", closed.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(closed.Cause);
        Assert.True(await client.ReadEndAsync());
    }

    [Fact]
    public async Task Malformed_message_still_delivers_the_events_before_it()
    {
        using var server = FakeQmpServer.OnUnix();
        var sink = new RecordingSink();
        var (connection, client) = await server.ConnectAsync(sink);
        await using var _ = connection;
        using var __ = client;
        await client.SendAsync("""{"event": "STOP"} oops {"event": "RESUME"}""");
        Assert.Equal(QmpCloseReason.Malformed, (await connection.Completion.Guarded()).Reason);
        Assert.Equal(["STOP"], sink.Events.Select(e => e.Name));
    }

    private static async Task<QmpClosed> CloseByAsync(Func<QmpConnection, FakeQmpClient, Task> act, QmpConnectionOptions? options = null)
    {
        using var server = FakeQmpServer.OnUnix();
        var (connection, client) = await server.ConnectAsync(options: options);
        await using var _ = connection;
        using var __ = client;
        await act(connection, client);
        return await connection.Completion.Guarded();
    }

    private static Task Disposed(FakeQmpClient client)
    {
        client.Dispose();
        return Task.CompletedTask;
    }

    private sealed class ThrowingSink(bool onWants) : IQmpEventSink
    {
        public bool Wants(ReadOnlySpan<byte> eventName) => onWants ? throw new InvalidOperationException("boom") : true;

        public void OnEvents(IReadOnlyList<QmpEvent> batch) => throw new InvalidOperationException("boom");
    }
}
