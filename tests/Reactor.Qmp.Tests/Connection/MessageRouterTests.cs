using System.Text;
using Reactor.Measuring;

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
        byte[] json = [];
        Assert.True(Allocated.Once(() => json = Encoding.UTF8.GetBytes("{\"event\": \"STOP\", \"data\": {\"x\": \"" + new string('y', 100_000) + "\"}}")) > 100_000);
        Assert.InRange(Allocated.By(() => Assert.Equal(QmpMessageFault.None, router.Route(json, DateTimeOffset.UnixEpoch))), 0, 1000);
        Assert.Equal(Allocated.Times, router.Statistics.EventsUnwanted);
    }

    [Fact]
    public void Flush_one_event_alone_takes_little_more_memory_than_the_event()
    {
        var router = new MessageRouter(new DeafSink(), new CommandTable(8, 64), maxDepth: 64);
        byte[] json = """{"event": "RTC_CHANGE", "data": {"offset": 78}}"""u8.ToArray();
        long parsed = Allocated.By(() => QmpEvent.TryParse(json, 1, default, out _, out _));

        Assert.InRange(Allocated.By(Take) - parsed, 0, 32);

        void Take()
        {
            router.Route(json, DateTimeOffset.UnixEpoch);
            router.Flush();
        }
    }

    [Fact]
    public void Flush_several_events_gives_them_together_in_order()
    {
        var sink = new RecordingSink();
        var router = new MessageRouter(sink, new CommandTable(8, 64), maxDepth: 64);
        foreach (string name in (string[])["STOP", "RESUME", "RESET"])
            Route(router, $$"""{"event": "{{name}}"}""");

        router.Flush();
        router.Flush();

        Assert.Equal(1, sink.Batches);
        Assert.Equal(["STOP", "RESUME", "RESET"], sink.Events.Select(e => e.Name));
    }

    private sealed class DeafSink : IQmpEventSink
    {
        public bool Wants(ReadOnlySpan<byte> eventName) => true;

        public void OnEvents(IReadOnlyList<QmpEvent> batch)
        {
        }
    }

    private static void Route(MessageRouter router, string json) =>
        Assert.Equal(QmpMessageFault.None, router.Route(Encoding.UTF8.GetBytes(json), DateTimeOffset.UnixEpoch));
}
