using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
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
        WriteVm(writer, vm);
        WriteEvent(writer, @event);
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

            return (ReadVm(root.GetProperty("vm"u8)), ReadEvent(root.GetProperty("event"u8)));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("A logged input is damaged: it is not what Reactor writes. Restore the store from a backup.", e);
        }
    }

    private static void WriteVm(Utf8JsonWriter writer, VmView vm)
    {
        writer.WriteStartObject("vm"u8);
        writer.WriteString("id"u8, vm.Id);
        writer.WriteString("name"u8, vm.Name);
        WriteOptional(writer, "uuid", vm.Uuid);
        WriteLabels(writer, "labels", vm.Labels);
        writer.WriteString("host"u8, vm.Host);
        WriteLabels(writer, "host_labels", vm.HostLabels);
        WriteOptional(writer, "status", vm.Status);
        writer.WriteEndObject();
    }

    private static VmView ReadVm(JsonElement vm) => new()
    {
        Id = Text(vm, "id"),
        Name = Text(vm, "name"),
        Uuid = OptionalText(vm, "uuid"),
        Labels = Labels(vm, "labels"),
        Host = Text(vm, "host"),
        HostLabels = Labels(vm, "host_labels"),
        Status = OptionalText(vm, "status"),
    };

    private static void WriteEvent(Utf8JsonWriter writer, VmEvent @event)
    {
        writer.WriteStartObject("event"u8);
        writer.WriteString("id"u8, @event.Id);
        writer.WriteString("name"u8, @event.Name);
        writer.WriteString("at"u8, @event.At);
        if (@event.QemuMicroseconds is { } qemu)
        {
            writer.WriteNumber("qemu_us"u8, qemu);
        }

        writer.WriteString("origin"u8, @event.Origin.ToWord());
        if (JsonCopy.IsObject(@event.Data.Span))
        {
            writer.WritePropertyName("data"u8);
            writer.WriteRawValue(@event.Data.Span, skipInputValidation: true);
        }
        else
        {
            writer.WriteBase64String("data64"u8, @event.Data.Span);
        }

        writer.WriteEndObject();
    }

    private static VmEvent ReadEvent(JsonElement @event) => new()
    {
        Id = Text(@event, "id"),
        Name = Text(@event, "name"),
        At = @event.GetProperty("at"u8).GetDateTimeOffset(),
        QemuMicroseconds = @event.TryGetProperty("qemu_us"u8, out var qemu) ? qemu.GetInt64() : null,
        Origin = Origin(Text(@event, "origin")),
        Data = @event.TryGetProperty("data"u8, out var data)
            ? JsonMarshal.GetRawUtf8Value(data).ToArray()
            : @event.GetProperty("data64"u8).GetBytesFromBase64(),
    };

    private static EventOrigin Origin(string word) => word switch
    {
        "live" => EventOrigin.Live,
        "recovered" => EventOrigin.Recovered,
        "replay" => EventOrigin.Replay,
        _ => throw new FormatException($"`{word}` is no origin"),
    };

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteLabels(Utf8JsonWriter writer, string name, ImmutableSortedDictionary<string, string> labels)
    {
        if (labels.IsEmpty)
        {
            return;
        }

        writer.WriteStartObject(name);
        foreach (var (key, value) in labels)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    private static string Text(JsonElement parent, string name) =>
        parent.GetProperty(name).GetString() ?? throw new JsonException($"`{name}` is null");

    private static string? OptionalText(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static ImmutableSortedDictionary<string, string> Labels(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var labels))
        {
            return ImmutableSortedDictionary<string, string>.Empty;
        }

        var builder = ImmutableSortedDictionary.CreateBuilder<string, string>();
        foreach (var label in labels.EnumerateObject())
        {
            builder[label.Name] = label.Value.GetString() ?? "";
        }

        return builder.ToImmutable();
    }
}
