using System.Buffers;
using System.Text.Json;
using Reactor.Reactions.Json;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>
/// The payload of a logged event: what the engine saw, as versioned UTF-8 JSON.
/// <c>{"v":1,"vm":{...},"event":{...}}</c>; absent members stand for null or empty. The event's data is kept byte for byte; where it is
/// no JSON object (which no reader of the wire lets through) it is kept as base64.
/// </summary>
public static class InputPayload
{
    /// <summary>The version that is written. Every version up to it is read.</summary>
    public const int Version = 1;

    /// <summary>Writes an input.</summary>
    public static ReadOnlyMemory<byte> Write(VmView vm, VmEvent @event)
    {
        ArgumentNullException.ThrowIfNull(vm);
        ArgumentNullException.ThrowIfNull(@event);
        var buffer = new ArrayBufferWriter<byte>(512 + @event.Data.Length);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteNumber("v"u8, Version);
        SeenEventJson.WriteVm(writer, "vm", vm);
        SeenEventJson.WriteEvent(writer, "event", @event);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is of a newer version, or damaged.</exception>
    public static (VmView Vm, VmEvent Event) Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = JsonCopy.MaxDepth + 3 });
            var root = document.RootElement;
            var version = root.GetProperty("v"u8).GetInt32();
            if (version is < 1 or > Version)
            {
                throw new InvalidDataException(
                    $"A logged input has version {version}; this program reads up to {Version}. Run the version of Reactor that wrote it, or a newer one.");
            }

            return (SeenEventJson.ReadVm(root.GetProperty("vm"u8)), SeenEventJson.ReadEvent(root.GetProperty("event"u8)));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("A logged input is damaged: it is not what Reactor writes. Restore the store from a backup.", e);
        }
    }
}
