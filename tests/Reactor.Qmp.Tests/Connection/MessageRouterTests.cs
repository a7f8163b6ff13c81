using System.Text;

namespace Reactor.Qmp.Tests.Connection;

public class MessageRouterTests
{
    [Fact]
    public async Task Route_reply_gives_the_sink_what_came_before_it_first()
    {
        var sink = new RecordingSink();
        var commands = new CommandTable(8, 64);
        PendingCommand quit = await commands.EnterAsync("quit", CancellationToken.None, CancellationToken.None).Guarded();
        var router = new MessageRouter(sink, commands, maxDepth: 64);

        Route(router, """{"event": "SHUTDOWN"}""");
        Assert.Empty(sink.Events);
        Route(router, $$$"""{"return": {}, "id": "r-{{{quit.Id}}}"}""");
        Assert.Equal(["SHUTDOWN"], sink.Events.Select(e => e.Name));
        Assert.Equal(1, (await quit.Reply.Guarded()).EventsBefore);
    }

    [Fact]
    public void Route_declined_event_is_not_read_beyond_its_name()
    {
        var router = new MessageRouter(new RecordingSink(_ => false), new CommandTable(8, 64), maxDepth: 64);
        long before = GC.GetAllocatedBytesForCurrentThread();
        byte[] json = Encoding.UTF8.GetBytes("{\"event\": \"STOP\", \"data\": {\"x\": \"" + new string('y', 100_000) + "\"}}");
        long composed = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(QmpMessageFault.None, router.Route(json, DateTimeOffset.UnixEpoch));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - composed, 0, 10_000);
        Assert.True(composed - before > 100_000);
        Assert.Equal(1, router.Statistics.EventsUnwanted);
    }

    private static void Route(MessageRouter router, string json) =>
        Assert.Equal(QmpMessageFault.None, router.Route(Encoding.UTF8.GetBytes(json), DateTimeOffset.UnixEpoch));
}
