namespace Reactor.Reactions.Commits;

/// <summary>A typed row of a record table.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="Key">JSON array of the VM's key and the key fields' values; null for a plain appended row. A row of the same key is updated, its absent fields kept.</param>
/// <param name="VmId">The VM's key.</param>
/// <param name="VmName">The VM's name.</param>
/// <param name="At">Engine time.</param>
/// <param name="EventId">The event it was made from.</param>
/// <param name="FiringId">The firing it follows from.</param>
/// <param name="Fields">JSON object of the fields, types kept.</param>
public sealed record RecordRow(
    string Table, string? Key, string VmId, string VmName, DateTimeOffset At, string EventId, string FiringId, string Fields);

/// <summary>What was last known of a VM; what differs after a gap is recovered from it.</summary>
/// <param name="Id">The VM's key.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uuid">Its UUID.</param>
/// <param name="Host">Its host.</param>
/// <param name="Address">The monitor's address.</param>
/// <param name="Incarnation">Which process it was: peer pid and start time on unix; null where unknown.</param>
/// <param name="QemuVersion">Such as <c>7.2.22</c>.</param>
/// <param name="Status">Run state as <c>query-status</c> names it.</param>
/// <param name="SeenAt">Last proof of life.</param>
public sealed record VmStateRow(
    string Id, string Name, string? Uuid, string Host, string Address, string? Incarnation, string? QemuVersion, string? Status, DateTimeOffset SeenAt)
{
    /// <summary>What else is known of its state (<see cref="Recovery.LastKnown.ToJson"/>); null for nothing.</summary>
    public string? Known { get; init; }
}
