using System.Text;

namespace Reactor.Qmp.Tests.Connection;

/// <summary>Runs alone: it counts what the process allocates.</summary>
[CollectionDefinition(nameof(BigMessageTests), DisableParallelization = true)]
[Collection(nameof(BigMessageTests))]
public class BigMessageTests
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task Message_of_sixteen_mebibytes_passes()
    {
        using var server = FakeQmpServer.OnUnix();
        var sink = new RecordingSink();
        var (connection, client) = await server.ConnectAsync(sink);
        await using var _ = connection;
        using var __ = client;
        string text = new('x', 16 * MiB);
        var sending = client.LineAsync($$$"""{"event": "BIG", "data": {"a": "{{{text}}}"}}""");
        QmpEvent big = await sink.WaitForAsync("BIG");
        await sending.Guarded();
        Assert.Equal((16 * MiB) + 9, big.Data.Length);
    }

    [Fact]
    public async Task Gibibyte_without_an_end_closes_at_the_cap_and_memory_stays_bounded()
    {
        using var server = FakeQmpServer.OnUnix();
        var (connection, client) = await server.ConnectAsync();
        await using var _ = connection;
        using var __ = client;
        long before = GC.GetTotalAllocatedBytes(precise: true);

        byte[] chunk = Encoding.ASCII.GetBytes(new string('x', MiB));
        await client.SendAsync("{\"");
        int sent = 0;
        try
        {
            for (; sent < 1024; sent++)
                await client.SendAsync(chunk);
        }
        catch (IOException)
        {
            // The other side closed, as it should.
        }

        QmpClosed closed = await connection.Completion.Guarded();
        Assert.Equal(QmpCloseReason.MessageTooLong, closed.Reason);
        Assert.InRange(sent, 15, 64);
        Assert.InRange(connection.Statistics.BytesReceived, 16 * MiB, 18 * MiB);
        // Doubling up to the cap allocates less than twice the final buffer; the rest is this test's.
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 16L * MiB, 64L * MiB);
    }

    [Fact]
    public void Message_in_small_reads_is_scanned_once()
    {
        // Work is counted in bytes moved, which a rescan or a buffer grown by fixed steps would make quadratic.
        using var framer = new MessageFramer(17 * MiB, 64, 1000);
        Wire.MessageFramerTests.Feed(framer, "{\"a\": \""u8);
        byte[] read = Encoding.ASCII.GetBytes(new string('x', 4096));
        int buffers = 0, capacity = 0;
        for (int i = 0; i < 4096; i++)
        {
            Wire.MessageFramerTests.Feed(framer, read);
            Assert.Equal(FrameResult.NeedMore, framer.TryNext(out _));
            Assert.Equal(framer.PendingBytes, framer.ScannedBytes);
            buffers += framer.Capacity == capacity ? 0 : 1;
            capacity = framer.Capacity;
        }

        Wire.MessageFramerTests.Feed(framer, "\"}"u8);
        Assert.Equal(FrameResult.Message, framer.TryNext(out var message));
        Assert.Equal((16 * MiB) + 9, message.Length);
        Assert.InRange(buffers, 1, 15);
    }
}
