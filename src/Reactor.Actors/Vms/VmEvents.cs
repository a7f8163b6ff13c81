using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>Makes the engine's events. Their time is filled in by the partition's owner.</summary>
internal static class VmEvents
{
    private const string Connected = "VM_CONNECTED";
    private const string Conflict = "VM_CONFLICT";

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

    /// <summary>Reactor's own event of a connection that is live; ordinal 0.</summary>
    public static VmEvent ConnectedEvent(string idPrefix, VmIdentity identity, string? status)
    {
        var data = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(data))
        {
            json.WriteStartObject();
            json.WriteString("address", identity.Address);
            json.WriteString("qemu-version", identity.QemuVersion);
            if (status is not null)
                json.WriteString("status", status);
            json.WriteEndObject();
        }

        return new VmEvent { Id = idPrefix + "0", Name = Connected, Data = data.WrittenMemory, At = default, Origin = EventOrigin.Live };
    }

    /// <summary>Reactor's own event of a VM that claims what another has; told of the one that goes without. Once a connection and claim.</summary>
    public static VmEvent ConflictEvent(string idPrefix, VmConflict conflict)
    {
        var data = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(data))
        {
            json.WriteStartObject();
            json.WriteString("kind", conflict.Kind);
            json.WriteString("value", conflict.Value);
            json.WriteString("other", conflict.Other);
            json.WriteEndObject();
        }

        return new VmEvent { Id = StableId.Of($"{idPrefix}conflict-", conflict.Kind, conflict.Value), Name = Conflict, Data = data.WrittenMemory, At = default, Origin = EventOrigin.Live };
    }
}
