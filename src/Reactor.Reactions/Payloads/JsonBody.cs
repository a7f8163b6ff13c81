using System.Buffers;
using System.Text.Json;

namespace Reactor.Reactions.Payloads;

/// <summary>Makes JSON bodies. What isn't ASCII or matters in markup is escaped.</summary>
internal static class JsonBody
{
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer);
        write(writer);
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
