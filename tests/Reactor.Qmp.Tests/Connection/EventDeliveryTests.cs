using System.Text;

namespace Reactor.Qmp.Tests.Connection;

public class EventDeliveryTests
{
    [Fact]
    public async Task Event_before_greeting_and_before_capabilities_reply_are_delivered()
    {
        using var server = FakeQmpServer.OnUnix();
        var sink = new RecordingSink();
        var connecting = QmpConnection.ConnectAsync(server.Address, QmpConnectionOptions.Default, sink, CancellationToken.None);
        using FakeQmpClient client = await server.AcceptAsync();
        await client.LineAsync("""{"event": "STOP"}""");
        await client.LineAsync(FakeQmpClient.Greeting);
        var (_, id, _) = await client.ReadCommandAsync();
        await client.LineAsync("""{"event": "RESUME"}""");
        await client.ReturnAsync(id);

        await using QmpConnection connection = await connecting.Guarded();
        Assert.Equal([("STOP", 1L), ("RESUME", 2L)], sink.Events.Select(e => (e.Name, e.Ordinal)));
    }

    [Fact]
    public async Task Events_of_every_founding_example_arrive_in_order()
    {
        using var server = FakeQmpServer.OnUnix();
        var sink = new RecordingSink();
        var (connection, client) = await server.ConnectAsync(sink);
        await using var _ = connection;
        using var __ = client;
        foreach (var example in Events.FoundingExamples.All)
            await client.LineAsync(example.Printed);
        await client.LineAsync("""{"event": "MARK"}""");
        await sink.WaitForAsync("MARK");
        Assert.Equal(
            Events.FoundingExamples.All.Select(e => (e.Name, e.WireData, e.Timestamp)),
            sink.Events.SkipLast(1).Select(e => (e.Name, Encoding.UTF8.GetString(e.Data.Span), e.Timestamp)));
    }

    [Fact]
    public async Task Events_unwanted_are_counted_and_keep_the_ordinals()
    {
        using var server = FakeQmpServer.OnUnix();
        var sink = new RecordingSink(name => name is "STOP");
        var (connection, client) = await server.ConnectAsync(sink);
        await using var _ = connection;
        using var __ = client;
        await client.SendAsync("""{"event": "RESET"}{"event": "STOP"}{"event": "VENDOR_THING", "data": {"a": 1}}{"event": "STOP"}""");
        await sink.WaitForAsync(e => e.Ordinal == 4);
        Assert.Equal([2L, 4L], sink.Events.Select(e => e.Ordinal));
        Assert.Equal(4, connection.Statistics.EventsReceived);
        Assert.Equal(2, connection.Statistics.EventsUnwanted);
    }

    [Fact]
    public async Task Events_of_one_read_come_as_one_batch()
    {
        using var server = FakeQmpServer.OnUnix();
        var sink = new RecordingSink();
        var (connection, client) = await server.ConnectAsync(sink);
        await using var _ = connection;
        using var __ = client;
        // One write of less than a buffer is one read: the socket holds it whole before the loop wakes.
        await client.SendAsync(string.Concat(Enumerable.Repeat("{\"event\": \"STOP\"}\r\n", 16)));
        await sink.WaitForAsync(e => e.Ordinal == 16);
        Assert.Equal(1, sink.Batches);
        Assert.Single(sink.Events.Select(e => e.ReceivedAt).Distinct());
    }

    [Theory]
    [InlineData("VM_CONNECTED")]
    [InlineData("VM_GAP")]
    [InlineData("VM_LOST")]
    [InlineData("VM_SILENT")]
    [InlineData("VM_ANSWERS")]
    [InlineData("VM_OCCUPIED")]
    [InlineData("VM_CONFLICT")]
    [InlineData("VM_FLOOD")]
    [InlineData("VM_\\u0047AP")]
    public async Task Event_of_a_reserved_name_is_dropped_and_counted(string name)
    {
        using var server = FakeQmpServer.OnUnix();
        var sink = new RecordingSink();
        var (connection, client) = await server.ConnectAsync(sink);
        await using var _ = connection;
        using var __ = client;
        await client.SendAsync($$"""{"event": "{{name}}"}{"event": "STOP"}""");
        await sink.WaitForAsync("STOP");
        Assert.Equal(["STOP"], sink.Events.Select(e => e.Name));
        Assert.Equal(1, connection.Statistics.EventsReserved);
    }

    [Theory]
    [InlineData("""{"unknown": 1}""")]
    [InlineData("{}")]
    [InlineData("""{"return": {}, "id": "r-99"}""")]
    [InlineData("""{"return": {}, "id": "r-1"}""")]
    [InlineData("""{"return": {}, "id": "r-18446744073709551616"}""")]
    [InlineData("""{"return": {}, "id": {"any": ["json"]}}""")]
    [InlineData("""{"return": {}}""")]
    [InlineData("""{"error": {"class": "GenericError", "desc": "JSON parse error"}}""")]
    [InlineData("""{"error": "odd", "id": "r-77"}""")]
    [InlineData("""{"event": "STOP", "return": {}}""")]
    [InlineData("""{"event": "STOP", "data": 5}""")]
    [InlineData("""{"event": null}""")]
    [InlineData(FakeQmpClient.Greeting)]
    public async Task Message_without_meaning_is_counted_and_the_connection_lives(string json)
    {
        using var server = FakeQmpServer.OnUnix();
        var sink = new RecordingSink();
        var (connection, client) = await server.ConnectAsync(sink);
        await using var _ = connection;
        using var __ = client;
        await client.LineAsync(json);
        await client.LineAsync("""{"event": "MARK", "more": {"members": []}}""");
        await sink.WaitForAsync("MARK");
        Assert.Equal(1, connection.Statistics.MessagesIgnored);
        Assert.False(connection.Completion.IsCompleted);
    }

    [Fact]
    public async Task Event_received_time_is_of_the_given_clock()
    {
        using var server = FakeQmpServer.OnUnix();
        var sink = new RecordingSink();
        var clock = new ManualClock();
        var (connection, client) = await server.ConnectAsync(sink, new QmpConnectionOptions { TimeProvider = clock });
        await using var _ = connection;
        using var __ = client;
        await client.LineAsync("""{"event": "STOP"}""");
        Assert.Equal(clock.GetUtcNow(), (await sink.WaitForAsync("STOP")).ReceivedAt);
    }

    [Fact]
    public async Task Events_before_a_reply_reach_the_sink_before_it_and_the_reply_says_how_many()
    {
        using var server = FakeQmpServer.OnUnix();
        var sink = new RecordingSink();
        var (connection, client) = await server.ConnectAsync(sink);
        await using var _ = connection;
        using var __ = client;
        var executing = connection.ExecuteAsync("quit");
        var (_, id, _) = await client.ReadCommandAsync();
        await client.SendAsync($$$"""{"event": "STOP"}{"event": "SHUTDOWN"}{"return": {}, "id": {{{id}}}}{"event": "LATER"}""");
        QmpReply reply = await executing.Guarded();
        Assert.Equal(2, reply.EventsBefore);
        Assert.Contains(sink.Events, e => e.Name == "SHUTDOWN");
        Assert.Equal(3, (await sink.WaitForAsync("LATER")).Ordinal);
    }
}
