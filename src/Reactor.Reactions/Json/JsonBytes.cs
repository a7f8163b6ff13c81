using System.Buffers;
using System.Text.Json;

namespace Reactor.Reactions.Json;

/// <summary>Makes the bytes of what is stored.</summary>
internal static class JsonBytes
{
    private static readonly JsonWriterOptions s_options = new() { SkipValidation = true, MaxDepth = 1_000 };

    /// <summary>What is written, as one object that begins with its version.</summary>
    public static ReadOnlyMemory<byte> Versioned(int version, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, s_options);
        writer.WriteStartObject();
        writer.WriteNumber("v"u8, version);
        write(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
