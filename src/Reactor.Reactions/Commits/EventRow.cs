namespace Reactor.Reactions.Commits;

/// <summary>An event kept for people to read (<c>reactor events</c>).</summary>
/// <param name="Id">The event's id.</param>
/// <param name="VmId">The VM's key.</param>
/// <param name="VmName">The VM's name at that time.</param>
/// <param name="Name">The event's name.</param>
/// <param name="At">When it was received.</param>
/// <param name="QemuMicroseconds">QEMU's own timestamp in microseconds since the Unix epoch.</param>
/// <param name="Origin"><c>live</c>, <c>recovered</c> or <c>replay</c>.</param>
/// <param name="Data">UTF-8 JSON object.</param>
/// <param name="Matched">How many rules matched it.</param>
public sealed record EventRow(
    string Id, string VmId, string VmName, string Name, DateTimeOffset At, long? QemuMicroseconds, string Origin, ReadOnlyMemory<byte> Data, int Matched)
{
    /// <summary>When its last byte was read, by the wall clock; none where it came from no wire. Not stored.</summary>
    public DateTimeOffset ReceivedAt { get; init; }
}
