using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>Makes the engine's events: QEMU's, and Reactor's own about a VM. Their time is filled in by the partition's owner.</summary>
internal static class VmEvents
{
    // What a socket's path or an error says is not for us to bound.
    private const int MaxText = 500;

    /// <summary>What ids of one connection begin with: incarnation, then the epoch and number of the connection.</summary>
    public static string IdPrefix(VmIdentity identity, long epoch, long connection) =>
        string.Create(CultureInfo.InvariantCulture, $"{identity.Process}/{epoch}.{connection}/");

    /// <summary>An event from the wire.</summary>
    public static VmEvent FromWire(string idPrefix, QmpEvent e) => new()
    {
        Id = idPrefix + e.Ordinal.ToString(CultureInfo.InvariantCulture),
        Name = e.Name,
        Data = e.Data,
        At = default,
        QemuMicroseconds = e.Timestamp is { } timestamp ? (timestamp.Seconds * 1_000_000) + timestamp.Microseconds : null,
        Origin = EventOrigin.Live,
    };

    /// <summary>A connection is live; ordinal 0.</summary>
    public static VmEvent Connected(string idPrefix, VmIdentity identity, string? status) => Own(idPrefix + "0", "VM_CONNECTED", json =>
    {
        json.WriteString("address", identity.Address);
        json.WriteString("qemu-version", identity.QemuVersion);
        if (status is not null)
            json.WriteString("status", status);
    });

    /// <summary>The VM was not heard, or not wholly.</summary>
    public static VmEvent Gap(string id, DateTimeOffset from, DateTimeOffset to, string reason) => Own(id, "VM_GAP", json =>
    {
        json.WriteString("from", Text(from < to ? from : to));
        json.WriteString("to", Text(to));
        json.WriteString("reason", reason);
    });

    /// <summary>The VM's monitor is gone, and nobody said that the VM shuts down.</summary>
    public static VmEvent Lost(string id, string reason, bool processEnded) => Own(id, "VM_LOST", json =>
    {
        json.WriteString("reason", Cut(reason));
        json.WriteBoolean("process-ended", processEnded);
    });

    /// <summary>The VM's monitor doesn't answer.</summary>
    public static VmEvent Silent(string id, DateTimeOffset since) => Own(id, "VM_SILENT", json => json.WriteString("since", Text(since)));

    /// <summary>A monitor that did not answer does so again.</summary>
    public static VmEvent Answers(string id, DateTimeOffset silentSince) => Own(id, "VM_ANSWERS", json => json.WriteString("silent-since", Text(silentSince)));

    /// <summary>Someone else holds the VM's monitor.</summary>
    public static VmEvent Occupied(string id, string reason) => Own(id, "VM_OCCUPIED", json => json.WriteString("reason", Cut(reason)));

    /// <summary>The VM claims what another one goes by.</summary>
    public static VmEvent Conflict(string id, string kind, string value, string other) => Own(id, "VM_CONFLICT", json =>
    {
        json.WriteString("kind", kind);
        json.WriteString("value", value);
        json.WriteString("other", other);
    });

    /// <summary>Too many events of one name came, and some were dropped.</summary>
    public static VmEvent Flood(string id, string name, long dropped) => Own(id, "VM_FLOOD", json =>
    {
        json.WriteString("event", Cut(name));
        json.WriteNumber("dropped", dropped);
    });

    private static VmEvent Own(string id, string name, Action<Utf8JsonWriter> members)
    {
        var data = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(data))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return new VmEvent { Id = id, Name = name, Data = data.WrittenMemory, At = default, Origin = EventOrigin.Live };
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];
}
