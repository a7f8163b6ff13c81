using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Reactor.Api;

namespace Reactor.Tests.Api;

public class ServerSentEventsTests
{
    private readonly ArrayBufferWriter<byte> _to = new();

    [Fact]
    public void Event_is_one_line_of_data_whatever_it_says()
    {
        ServerSentEvents.Event(_to, "event", "c/1/7", new JsonObject { ["vm"] = "a\r\nevent: forged\n\ndata: {}" });

        Assert.Equal("id: c/1/7\nevent: event\ndata: {\"vm\":\"a\\r\\nevent: forged\\n\\ndata: {}\"}\n\n", Encoding.UTF8.GetString(_to.WrittenSpan));
    }

    [Theory]
    [InlineData("a\nid: b")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    public void Id_that_would_end_its_line_is_left_out(string id)
    {
        ServerSentEvents.Event(_to, "event", id, []);

        Assert.Equal("event: event\ndata: {}\n\n", Encoding.UTF8.GetString(_to.WrittenSpan));
    }
}
