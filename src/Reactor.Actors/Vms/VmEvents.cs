using System.Globalization;
using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>Makes the engine's events of those from the wire.</summary>
internal static class VmEvents
{
    /// <summary>What ids of one connection begin with: incarnation, then the epoch and number of the connection.</summary>
    public static string IdPrefix(VmIdentity identity, long epoch, long connection) => Id(identity, epoch, connection, "");

    /// <summary>The id of an event from the wire: its ordinal after that.</summary>
    public static string Id(VmIdentity identity, long epoch, long connection, long ordinal) => Id<long>(identity, epoch, connection, ordinal);

    /// <summary>An id of something that Reactor itself tells of a connection; in one text, as thousands of VMs have one each minute.</summary>
    public static string Id(VmIdentity identity, long epoch, long connection, string what, long number) => identity.Incarnation is { } process
        ? string.Create(CultureInfo.InvariantCulture, $"{identity.View.Host}:{process}/{epoch}.{connection}/{what}-{number}")
        : string.Create(CultureInfo.InvariantCulture, $"{IdPrefix(identity, epoch, connection)}{what}-{number}");

    /// <summary>An event from the wire.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="e">It.</param>
    /// <param name="at">Its time, which the partition's owner gives.</param>
    public static VmEvent FromWire(string id, QmpEvent e, DateTimeOffset at) => new()
    {
        Id = id,
        Name = e.Name,
        Data = e.Data,
        At = at,
        QemuMicroseconds = e.Timestamp is { } timestamp ? (timestamp.Seconds * 1_000_000) + timestamp.Microseconds : null,
        ReceivedAt = e.ReceivedAt,
        Origin = EventOrigin.Live,
    };

    // In one piece: each event has one.
    private static string Id<T>(VmIdentity identity, long epoch, long connection, T last)
    {
        var (host, colon, process) = identity.Incarnation is { } incarnation ? (identity.View.Host, ":", incarnation) : ("", "", identity.Address);
        return string.Create(CultureInfo.InvariantCulture, $"{host}{colon}{process}/{epoch}.{connection}/{last}");
    }
}
