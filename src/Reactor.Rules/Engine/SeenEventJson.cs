using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Reactor.Rules.Engine;

/// <summary>
/// The stored form of VMs and events: <c>{"id":...,"name":...}</c>, absent members stand for null or empty. An event's data is kept byte for
/// byte; where it is no JSON object (which no reader of the wire lets through) it is kept as base64. Readers throw <see cref="JsonException"/>,
/// <see cref="KeyNotFoundException"/>, <see cref="InvalidOperationException"/> or <see cref="FormatException"/> on what is not this form.
/// </summary>
public static class SeenEventJson
{
    /// <summary>Nesting of an event's data that is kept as JSON.</summary>
    public const int MaxDataDepth = 256;

    private static readonly JsonReaderOptions s_options = new() { MaxDepth = MaxDataDepth };

    /// <summary>Whether the bytes are one JSON object within <see cref="MaxDataDepth"/>.</summary>
    public static bool IsObject(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, s_options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Writes a VM as an object.</summary>
    public static void WriteVm(Utf8JsonWriter writer, string name, VmView vm)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(vm);
        writer.WriteStartObject(name);
        writer.WriteString("id"u8, vm.Id);
        writer.WriteString("name"u8, vm.Name);
        WriteOptional(writer, "uuid", vm.Uuid);
        WriteLabels(writer, "labels", vm.Labels);
        writer.WriteString("host"u8, vm.Host);
        WriteLabels(writer, "host_labels", vm.HostLabels);
        WriteLabels(writer, "facts", vm.Facts);
        WriteOptional(writer, "status", vm.Status);
        writer.WriteEndObject();
    }

    /// <summary>Reads what <see cref="WriteVm"/> wrote.</summary>
    public static VmView ReadVm(JsonElement vm) => new()
    {
        Id = Text(vm, "id"),
        Name = Text(vm, "name"),
        Uuid = OptionalText(vm, "uuid"),
        Labels = Labels(vm, "labels"),
        Host = Text(vm, "host"),
        HostLabels = Labels(vm, "host_labels"),
        Facts = Labels(vm, "facts"),
        Status = OptionalText(vm, "status"),
    };

    /// <summary>Writes an event as an object.</summary>
    public static void WriteEvent(Utf8JsonWriter writer, string name, VmEvent @event)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(@event);
        writer.WriteStartObject(name);
        writer.WriteString("id"u8, @event.Id);
        writer.WriteString("name"u8, @event.Name);
        writer.WriteString("at"u8, @event.At);
        if (@event.QemuMicroseconds is { } qemu)
            writer.WriteNumber("qemu_us"u8, qemu);
        writer.WriteString("origin"u8, @event.Origin.ToWord());
        if (IsObject(@event.Data.Span))
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

    /// <summary>Reads what <see cref="WriteEvent"/> wrote.</summary>
    public static VmEvent ReadEvent(JsonElement @event) => new()
    {
        Id = Text(@event, "id"),
        Name = Text(@event, "name"),
        At = @event.GetProperty("at"u8).GetDateTimeOffset(),
        QemuMicroseconds = @event.TryGetProperty("qemu_us"u8, out var qemu) ? qemu.GetInt64() : null,
        Origin = EventOriginWords.Parse(Text(@event, "origin")),
        Data = @event.TryGetProperty("data"u8, out var data)
            ? JsonMarshal.GetRawUtf8Value(data).ToArray()
            : @event.GetProperty("data64"u8).GetBytesFromBase64(),
    };

    /// <summary>Writes an event and its VM as <c>{"vm":{...},"event":{...}}</c>.</summary>
    public static void Write(Utf8JsonWriter writer, string name, SeenEvent seen)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(seen);
        writer.WriteStartObject(name);
        WriteVm(writer, "vm", seen.Vm);
        WriteEvent(writer, "event", seen.Event);
        writer.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static SeenEvent Read(JsonElement seen) => new(ReadVm(seen.GetProperty("vm"u8)), ReadEvent(seen.GetProperty("event"u8)));

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    private static void WriteLabels(Utf8JsonWriter writer, string name, ImmutableSortedDictionary<string, string> labels)
    {
        if (labels.IsEmpty)
            return;
        writer.WriteStartObject(name);
        foreach (var (key, value) in labels)
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    private static string Text(JsonElement parent, string name) =>
        parent.GetProperty(name).GetString() ?? throw new JsonException($"`{name}` is null");

    private static string? OptionalText(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static ImmutableSortedDictionary<string, string> Labels(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var labels))
            return ImmutableSortedDictionary<string, string>.Empty;
        var builder = ImmutableSortedDictionary.CreateBuilder<string, string>();
        foreach (var label in labels.EnumerateObject())
            builder[label.Name] = label.Value.GetString() ?? "";
        return builder.ToImmutable();
    }
}
