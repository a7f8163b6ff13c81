using Reactor.Reactions.Commits;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>Who answered on one connection.</summary>
/// <param name="View">The VM, its run state left out.</param>
/// <param name="Address">The monitor's address.</param>
/// <param name="Incarnation">Which process it is; null where unknown.</param>
/// <param name="QemuVersion">Such as <c>7.2.22</c>.</param>
internal sealed record VmIdentity(VmView View, string Address, string? Incarnation, string? QemuVersion)
{
    /// <summary>Host and process in one; the monitor's address where the process isn't known. What ids of live events begin with.</summary>
    public string Process => Incarnation is { } process ? $"{View.Host}:{process}" : Address;

    /// <summary>The row of what is last known of it. Its time is filled in by the partition's owner.</summary>
    public VmStateRow ToRow(string? status) =>
        new(View.Id, View.Name, View.Uuid, View.Host, Address, Incarnation, QemuVersion, status, default);
}
