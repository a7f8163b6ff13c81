using System.Globalization;
using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>Makes the engine's events of those from the wire. Their time is filled in by the partition's owner.</summary>
internal static class VmEvents
{
    /// <summary>What ids of one connection begin with: incarnation, then the epoch and number of the connection.</summary>
    public static string IdPrefix(VmIdentity identity, long epoch, long connection) =>
        string.Create(CultureInfo.InvariantCulture, $"{identity.Process}/{epoch}.{connection}/");

    /// <summary>An id of something that Reactor itself tells of a connection; in one text, as thousands of VMs have one each minute.</summary>
    public static string Id(VmIdentity identity, long epoch, long connection, string what, long number) => identity.Incarnation is { } process
        ? string.Create(CultureInfo.InvariantCulture, $"{identity.View.Host}:{process}/{epoch}.{connection}/{what}-{number}")
        : string.Create(CultureInfo.InvariantCulture, $"{IdPrefix(identity, epoch, connection)}{what}-{number}");

    /// <summary>An event from the wire.</summary>
    public static VmEvent FromWire(string idPrefix, QmpEvent e) => new()
    {
        Id = idPrefix + e.Ordinal.ToString(CultureInfo.InvariantCulture),
        Name = e.Name,
        Data = e.Data,
        At = default,
        QemuMicroseconds = e.Timestamp is { } timestamp ? (timestamp.Seconds * 1_000_000) + timestamp.Microseconds : null,
        ReceivedAt = e.ReceivedAt,
        Origin = EventOrigin.Live,
    };
}
