using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Reactor.Actors.Status;
using Reactor.Actors.Watching;

namespace Reactor.Watching;

/// <summary>
/// What a watcher is sent, one JSON object a line: <c>watching</c> first, then events as QEMU prints them, with the VM's name (so that they can be
/// replayed), <c>link</c> and <c>missed</c>.
/// </summary>
internal static class WatchLines
{
    /// <summary>How many VMs are watched, and how many of them are heard.</summary>
    public static void WriteHead(IBufferWriter<byte> to, IReadOnlyCollection<VmStatus> vms) => Write(to, writer =>
    {
        writer.WriteStartObject("watching");
        writer.WriteNumber("vms", vms.Count);
        writer.WriteNumber("live", vms.Count(vm => vm.State == VmState.Live));
        writer.WriteEndObject();
    });

    public static void Write(IBufferWriter<byte> to, WatchedEvent watched) => Write(to, writer =>
    {
        writer.WriteString("event", watched.Event.Name);
        WriteVm(writer, watched);
        writer.WritePropertyName("data");
        writer.WriteRawValue(watched.Event.Data.Span, skipInputValidation: true);
        if (watched.Event.Timestamp is { } time)
        {
            writer.WriteStartObject("timestamp");
            writer.WriteNumber("seconds", time.Seconds);
            writer.WriteNumber("microseconds", time.Microseconds);
            writer.WriteEndObject();
        }
        writer.WriteString("at", Time(watched.Event.ReceivedAt));
    });

    public static void Write(IBufferWriter<byte> to, WatchedLink link) => Write(to, writer =>
    {
        writer.WriteString("link", link.IsConnected ? "connected" : "lost");
        WriteVm(writer, link);
        writer.WriteString("at", Time(link.At));
        if (link.Reason is { } reason)
        {
            writer.WriteString("reason", reason);
        }
    });

    public static void WriteMissed(IBufferWriter<byte> to, long missed) => Write(to, writer => writer.WriteNumber("missed", missed));

    private static void WriteVm(Utf8JsonWriter writer, WatchedItem item)
    {
        writer.WriteString("vm", item.Vm.Name);
        writer.WriteString("vm_id", item.Vm.Id);
    }

    private static void Write(IBufferWriter<byte> to, Action<Utf8JsonWriter> members)
    {
        using (var writer = new Utf8JsonWriter(to))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }
        to.Write("\n"u8);
    }

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
