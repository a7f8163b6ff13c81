namespace Reactor.Qmp.Tests.Connection;

/// <summary>How many connections share a thread that reads.</summary>
public sealed class SocketPollerTests
{
    [Fact]
    public async Task Many_connections_that_come_and_go_each_hears_its_own()
    {
        using var server = FakeQmpServer.OnUnix();
        for (int round = 0; round < 3; round++)
        {
            var clients = new List<(QmpConnection Connection, FakeQmpClient Client, RecordingSink Sink)>();
            for (int i = 0; i < 100; i++)
            {
                var sink = new RecordingSink();
                var (connection, client) = await server.ConnectAsync(sink);
                clients.Add((connection, client, sink));
            }

            for (int i = 0; i < clients.Count; i++)
                await clients[i].Client.LineAsync($$"""{"event": "E{{i}}"}""");
            for (int i = 0; i < clients.Count; i++)
            {
                await clients[i].Sink.WaitForAsync($"E{i}");
                Assert.Single(clients[i].Sink.Events);
                if (i % 2 == 0)
                    clients[i].Client.Dispose();
                else
                    await clients[i].Connection.DisposeAsync();
            }

            foreach (var (connection, client, _) in clients)
            {
                await connection.Completion.Guarded();
                client.Dispose();
            }
        }
    }

    [Fact]
    public async Task Message_in_pieces_beside_others_is_put_together()
    {
        using var server = FakeQmpServer.OnUnix();
        var (one, other) = (new RecordingSink(), new RecordingSink());
        var (connection, client) = await server.ConnectAsync(one);
        var (connection2, client2) = await server.ConnectAsync(other);
        await using var _ = connection;
        await using var __ = connection2;
        using var ___ = client;
        using var ____ = client2;
        await client.SendAsync("""{"event": "ST""");
        await client2.LineAsync("""{"event": "RESUME"}""");
        await other.WaitForAsync("RESUME");
        await client.SendAsync("""OP"}""");
        await one.WaitForAsync("STOP");
    }
}
