using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Reactor.Output;

namespace Reactor.Api;

/// <summary>Writes server-sent events (the format <c>text/event-stream</c> of HTML).</summary>
internal static class ServerSentEvents
{
    public const string ContentType = "text/event-stream";

    /// <summary>A comment: keeps the connection, and says nothing.</summary>
    public static void Comment(IBufferWriter<byte> to, string text) => Write(to, $": {text}\n\n");

    /// <summary>How long a client waits before it connects again.</summary>
    public static void Retry(IBufferWriter<byte> to, TimeSpan after) => Write(to, $"retry: {(long)after.TotalMilliseconds}\n\n");

    /// <summary>What the client gives back as <c>Last-Event-ID</c> from now on, without an event.</summary>
    public static void Id(IBufferWriter<byte> to, string id)
    {
        if (WriteId(to, id))
        {
            Write(to, "\n");
        }
    }

    /// <summary>An event. JSON has no line feeds outside of its texts, and none in them that aren't escaped.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="name">Its type.</param>
    /// <param name="id">What the client gives back as <c>Last-Event-ID</c>; null: that stays as it was.</param>
    /// <param name="data">What it says.</param>
    public static void Event(IBufferWriter<byte> to, string name, string? id, JsonObject data)
    {
        WriteId(to, id);
        Write(to, $"event: {name}\ndata: {data.ToJsonString(JsonLines.Options)}\n\n");
    }

    // An id that would end the line can't be given back: the one before it is.
    private static bool WriteId(IBufferWriter<byte> to, string? id)
    {
        if (id is null || id.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
        {
            return false;
        }
        Write(to, $"id: {id}\n");
        return true;
    }

    private static void Write(IBufferWriter<byte> to, string text) => Encoding.UTF8.GetBytes(text, to);
}
