using System.Text;
using System.Text.Json;

namespace Reactor.Qmp.Tests.Commands;

public class ExecuteTests
{
    [Fact]
    public async Task Execute_return_gives_its_json_as_on_the_wire()
    {
        using var server = FakeQmpServer.OnUnix();
        var (connection, client) = await server.ConnectAsync();
        await using var _ = connection;
        using var __ = client;
        var executing = connection.ExecuteAsync("query-status");
        var (command, id, json) = await client.ReadCommandAsync();
        Assert.Equal("query-status", command);
        Assert.DoesNotContain("arguments", json, StringComparison.Ordinal);
        await client.ReturnAsync(id, """{"n": 18446744073709551615,  "x": [ ]}""");
        var reply = Assert.IsType<QmpReturn>(await executing.Guarded());
        Assert.Equal("""{"n": 18446744073709551615,  "x": [ ]}""", Encoding.UTF8.GetString(reply.Json.Span));
    }

    [Fact]
    public async Task Execute_arguments_are_sent_as_given()
    {
        using var server = FakeQmpServer.OnUnix();
        var (connection, client) = await server.ConnectAsync();
        await using var _ = connection;
        using var __ = client;
        var executing = connection.ExecuteAsync("block_resize", """{"device": "d0\"", "size": 18446744073709551615}"""u8.ToArray());
        var (_, id, json) = await client.ReadCommandAsync();
        using var document = JsonDocument.Parse(json);
        Assert.Equal("""{"device": "d0\"", "size": 18446744073709551615}""", document.RootElement.GetProperty("arguments").GetRawText());
        await client.ReturnAsync(id);
        await executing.Guarded();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}, \"execute\": \"quit\"")]
    [InlineData("{} {}")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"a\": }")]
    public async Task Execute_arguments_that_are_no_object_are_refused_unsent(string arguments)
    {
        using var server = FakeQmpServer.OnUnix();
        var (connection, client) = await server.ConnectAsync();
        await using var _ = connection;
        using var __ = client;
        await Assert.ThrowsAsync<ArgumentException>(() => connection.ExecuteAsync("x", Encoding.UTF8.GetBytes(arguments)).Guarded());
        Assert.Equal(1, connection.Statistics.CommandsSent);
        Assert.Equal(0, connection.Statistics.InFlight);
    }

    [Theory]
    [InlineData("""{"class": "DeviceNotActive", "desc": "No balloon"}""", "DeviceNotActive", "No balloon")]
    [InlineData("""{"desc": "x", "class": 5, "more": []}""", "", "x")]
    [InlineData("17", "", "the error is no object")]
    public async Task Execute_error_is_a_reply_not_an_exception(string error, string @class, string description)
    {
        using var server = FakeQmpServer.OnUnix();
        var (connection, client) = await server.ConnectAsync();
        await using var _ = connection;
        using var __ = client;
        var executing = connection.ExecuteAsync("query-balloon");
        var (_, id, _) = await client.ReadCommandAsync();
        await client.LineAsync($$"""{"id": {{id}}, "error": {{error}}}""");
        Assert.Equal(new QmpError(@class, description), await executing.Guarded());
    }

    [Fact]
    public async Task Execute_replies_out_of_order_reach_their_callers()
    {
        using var server = FakeQmpServer.OnUnix();
        var (connection, client) = await server.ConnectAsync();
        await using var _ = connection;
        using var __ = client;
        var calls = Enumerable.Range(0, 5).Select(i => connection.ExecuteAsync($"c{i}")).ToArray();
        var read = new List<(string Command, string Id)>();
        for (int i = 0; i < 5; i++)
        {
            var (command, id, _) = await client.ReadCommandAsync();
            read.Add((command, id));
        }

        foreach (var (command, id) in Enumerable.Reverse(read))
            await client.ReturnAsync(id, $"\"{command}\"");
        for (int i = 0; i < 5; i++)
            Assert.Equal($"\"c{i}\"", Encoding.UTF8.GetString(((QmpReturn)await calls[i].Guarded()).Json.Span));
    }

    [Fact]
    public async Task Execute_twenty_at_once_sends_eight_and_the_rest_as_slots_come_free()
    {
        using var server = FakeQmpServer.OnUnix();
        var (connection, client) = await server.ConnectAsync();
        await using var _ = connection;
        using var __ = client;
        var calls = Enumerable.Range(0, 20).Select(i => connection.ExecuteAsync($"c{i}")).ToArray();
        var ids = new Queue<string>();
        for (int i = 0; i < 8; i++)
            ids.Enqueue((await client.ReadCommandAsync()).Id);
        Assert.Equal(8, connection.Statistics.InFlight);
        Assert.Equal(9, connection.Statistics.CommandsSent);

        for (int answered = 0; answered < 20; answered++)
        {
            await client.ReturnAsync(ids.Dequeue());
            if (answered < 12)
                ids.Enqueue((await client.ReadCommandAsync()).Id);
            Assert.InRange(connection.Statistics.InFlight, 0, 8);
        }

        foreach (var call in calls)
            Assert.IsType<QmpReturn>(await call.Guarded());
        Assert.Equal(0, connection.Statistics.InFlight);
    }

    [Fact]
    public async Task Execute_more_than_may_wait_fails_at_once()
    {
        using var server = FakeQmpServer.OnUnix();
        var (connection, client) = await server.ConnectAsync(options: new QmpConnectionOptions { MaxInFlight = 1, MaxWaiting = 2 });
        using var __ = client;
        var running = connection.ExecuteAsync("a");
        var waiting = new[] { connection.ExecuteAsync("b"), connection.ExecuteAsync("c") };
        var e = await Assert.ThrowsAsync<QmpException>(() => connection.ExecuteAsync("d").Guarded());
        Assert.Equal(QmpFailure.NoSlot, e.Kind);
        Assert.False(e.OutcomeUnknown);
        Assert.Contains("'d' was not sent", e.Message, StringComparison.Ordinal);

        await client.ReadCommandAsync();
        await connection.DisposeAsync();
        Assert.True((await Assert.ThrowsAsync<QmpException>(() => running.Guarded())).OutcomeUnknown);
        foreach (var call in waiting)
        {
            var closed = await Assert.ThrowsAsync<QmpException>(() => call.Guarded());
            Assert.Equal(QmpFailure.Closed, closed.Kind);
            Assert.False(closed.OutcomeUnknown);
        }
    }

    [Fact]
    public async Task Execute_timed_out_keeps_its_slot_until_the_late_reply()
    {
        using var server = FakeQmpServer.OnUnix();
        var clock = new ManualClock();
        var (connection, client) = await server.ConnectAsync(options: new QmpConnectionOptions { MaxInFlight = 1, TimeProvider = clock });
        await using var _ = connection;
        using var __ = client;
        var slow = connection.ExecuteAsync("slow", timeout: TimeSpan.FromSeconds(3));
        var (_, id, _) = await client.ReadCommandAsync();
        await clock.ElapseAsync(TimeSpan.FromSeconds(3));
        var e = await Assert.ThrowsAsync<QmpException>(() => slow.Guarded());
        Assert.Equal(QmpFailure.CommandTimeout, e.Kind);
        Assert.True(e.OutcomeUnknown);
        Assert.Contains("'slow' was not answered within 3 s", e.Message, StringComparison.Ordinal);
        Assert.Equal(1, connection.Statistics.InFlight);

        var blocked = connection.ExecuteAsync("blocked", timeout: TimeSpan.FromSeconds(4));
        await clock.ElapseAsync(TimeSpan.FromSeconds(4));
        var noSlot = await Assert.ThrowsAsync<QmpException>(() => blocked.Guarded());
        Assert.Equal(QmpFailure.NoSlot, noSlot.Kind);
        Assert.False(noSlot.OutcomeUnknown);

        var next = connection.ExecuteAsync("next", timeout: TimeSpan.FromSeconds(5));
        await client.ReturnAsync(id);
        var (command, nextId, _) = await client.ReadCommandAsync();
        Assert.Equal("next", command);
        await client.ReturnAsync(nextId);
        Assert.IsType<QmpReturn>(await next.Guarded());
        Assert.Equal(1, connection.Statistics.LateReplies);
        Assert.Equal(0, connection.Statistics.MessagesIgnored);
    }

    [Fact]
    public async Task Execute_waited_for_its_slot_the_reply_is_waited_for_as_long_as_is_left()
    {
        using var server = FakeQmpServer.OnUnix();
        var clock = new ManualClock();
        var (connection, client) = await server.ConnectAsync(options: new QmpConnectionOptions { MaxInFlight = 1, TimeProvider = clock });
        await using var _ = connection;
        using var __ = client;
        var slow = connection.ExecuteAsync("slow", timeout: TimeSpan.FromMinutes(1));
        var (_, id, _) = await client.ReadCommandAsync();
        var next = connection.ExecuteAsync("next", timeout: TimeSpan.FromSeconds(5));
        using var meanwhile = new CancellationTokenSource(TimeSpan.FromSeconds(2), clock);
        await clock.ElapseAsync(TimeSpan.FromSeconds(2));
        await client.ReturnAsync(id);
        Assert.Equal("next", (await client.ReadCommandAsync()).Command);

        await clock.ElapseAsync(TimeSpan.FromSeconds(3));

        var late = await Assert.ThrowsAsync<QmpException>(() => next.Guarded());
        Assert.Equal((QmpFailure.CommandTimeout, true), (late.Kind, late.OutcomeUnknown));
        Assert.Contains("'next' was not answered within 5 s", late.Message, StringComparison.Ordinal);
        await slow.Guarded();
    }

    [Fact]
    public async Task Execute_cancelled_in_flight_keeps_its_slot()
    {
        using var server = FakeQmpServer.OnUnix();
        var (connection, client) = await server.ConnectAsync();
        await using var _ = connection;
        using var __ = client;
        using var cancel = new CancellationTokenSource();
        var call = connection.ExecuteAsync("slow", ct: cancel.Token);
        await client.ReadCommandAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Guarded());
        Assert.Equal(1, connection.Statistics.InFlight);
    }

    [Fact]
    public async Task Execute_cancelled_while_waiting_is_never_sent()
    {
        using var server = FakeQmpServer.OnUnix();
        var (connection, client) = await server.ConnectAsync(options: new QmpConnectionOptions { MaxInFlight = 1 });
        await using var _ = connection;
        using var __ = client;
        using var cancel = new CancellationTokenSource();
        var first = connection.ExecuteAsync("first");
        var (_, firstId, _) = await client.ReadCommandAsync();
        var second = connection.ExecuteAsync("second", ct: cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.Guarded());
        await client.ReturnAsync(firstId);
        await first.Guarded();
        var third = connection.ExecuteAsync("third");
        var (command, id, _) = await client.ReadCommandAsync();
        Assert.Equal("third", command);
        await client.ReturnAsync(id);
        await third.Guarded();
    }

    [Fact]
    public async Task Execute_connection_ends_before_the_reply_outcome_is_unknown()
    {
        using var server = FakeQmpServer.OnUnix();
        var (connection, client) = await server.ConnectAsync();
        await using var _ = connection;
        var call = connection.ExecuteAsync("system_reset");
        await client.ReadCommandAsync();
        client.Dispose();
        var e = await Assert.ThrowsAsync<QmpException>(() => call.Guarded());
        Assert.Equal(QmpFailure.Closed, e.Kind);
        Assert.True(e.OutcomeUnknown);
        Assert.Contains("'system_reset', whose outcome is unknown", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_after_the_end_is_not_sent()
    {
        using var server = FakeQmpServer.OnUnix();
        var (connection, client) = await server.ConnectAsync();
        client.Dispose();
        await connection.Completion.Guarded();
        var e = await Assert.ThrowsAsync<QmpException>(() => connection.ExecuteAsync("query-status").Guarded());
        Assert.Equal(QmpFailure.Closed, e.Kind);
        Assert.False(e.OutcomeUnknown);
        Assert.Contains(server.Address.ToString(), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_peer_that_reads_nothing_times_out_and_events_go_on()
    {
        using var server = FakeQmpServer.OnUnix();
        var clock = new ManualClock();
        var sink = new RecordingSink();
        var (connection, client) = await server.ConnectAsync(sink, new QmpConnectionOptions { TimeProvider = clock });
        await using var _ = connection;
        using var __ = client;
        byte[] big = Encoding.UTF8.GetBytes($$"""{"x": "{{new string('x', 8 * 1024 * 1024)}}"}""");
        var call = connection.ExecuteAsync("big", big, TimeSpan.FromSeconds(3));
        await clock.ElapseAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(QmpFailure.CommandTimeout, (await Assert.ThrowsAsync<QmpException>(() => call.Guarded())).Kind);
        await client.LineAsync("""{"event": "STOP"}""");
        await sink.WaitForAsync("STOP");
    }
}
