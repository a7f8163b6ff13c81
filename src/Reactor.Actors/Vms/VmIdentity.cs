using Reactor.Reactions.Commits;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>Who answered on one connection.</summary>
/// <param name="View">The VM, its run state left out.</param>
/// <param name="Address">The monitor's address.</param>
/// <param name="Incarnation">Which process it is; null where unknown.</param>
/// <param name="QemuVersion">Such as <c>7.2.22</c>.</param>
internal sealed record VmIdentity(VmView View, string Address, string? Incarnation, string? QemuVersion)
{
    /// <summary>What is remembered of it, where it is the one that answered last.</summary>
    public VmMemory Memory { get; init; } = VmMemory.None;

    /// <summary>Host and process in one; the monitor's address where the process isn't known. What ids of live events begin with.</summary>
    public string Process => Incarnation is { } process ? $"{View.Host}:{process}" : Address;

    /// <summary>Whether it never answered: what it goes by is not known yet, and it stands under its name.</summary>
    public bool IsProvisional => QemuVersion is null && Incarnation is null;

    /// <summary>The row of what is last known of it.</summary>
    /// <param name="known">Its state.</param>
    /// <param name="heardUntil">Up to when it was heard; the default for up to now, which the partition's owner fills in.</param>
    public VmStateRow ToRow(LastKnown known, DateTimeOffset heardUntil = default) => ToRow(known.Status, heardUntil, known.ToJson());

    /// <summary>The same of the run state alone.</summary>
    public VmStateRow ToRow(string? status, DateTimeOffset heardUntil = default, string? known = null) =>
        new(View.Id, View.Name, View.Uuid, View.Host, Address, Incarnation, QemuVersion, status, heardUntil) { Known = known };
}
