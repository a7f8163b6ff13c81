using System.Collections.Immutable;
using Reactor.Actors.Partitions;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>What the last run knew of VMs, compared with what is configured now. Immutable.</summary>
internal sealed class KnownVms
{
    /// <summary>What stands in the place of a run state where a VM was taken out of the configuration, so that this is told once.</summary>
    public const string Removed = "removed";

    private readonly ImmutableDictionary<string, VmIdentity> _byName;
    private readonly ILookup<int, VmView> _byPartition;

    /// <summary>Makes it.</summary>
    /// <param name="rows">What the store holds, in no order.</param>
    /// <param name="configured">The VMs to be watched.</param>
    public KnownVms(ImmutableArray<VmStateRow> rows, ImmutableArray<MonitoredVm> configured)
    {
        // A name may have belonged to several VMs, one after the other: the one seen last is meant. A renamed VM is known by its monitor.
        var newest = rows.Where(row => row.Status != Removed).OrderByDescending(row => row.SeenAt).ToArray();
        _byName = configured
            .Select(vm => (vm, row: newest.FirstOrDefault(row => row.Name == vm.Name) ?? newest.FirstOrDefault(row => row.Address == vm.Address.ToString())))
            .Where(pair => pair.row is not null)
            .ToImmutableDictionary(pair => pair.vm.Name, pair => ToIdentity(pair.row!, pair.vm), StringComparer.Ordinal);
        var ids = _byName.Values.Select(identity => identity.View.Id).ToHashSet(StringComparer.Ordinal);
        Gone = [.. newest.Where(row => !ids.Contains(row.Id)).Select(row => ToIdentity(row, null))];
        _byPartition = _byName.Values.Concat(Gone).Select(identity => identity.View).DistinctBy(view => view.Id).ToLookup(view => PartitionMap.OfVm(view.Id));
    }

    /// <summary>VMs that were watched and are not configured any more.</summary>
    public ImmutableArray<VmIdentity> Gone { get; }

    /// <summary>Who answered last under a configured name; null for nobody.</summary>
    public VmIdentity? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The VMs of a partition.</summary>
    public ImmutableArray<VmView> OfPartition(int partition) => [.. _byPartition[partition]];

    private static VmIdentity ToIdentity(VmStateRow row, MonitoredVm? vm)
    {
        var none = ImmutableSortedDictionary<string, string>.Empty;
        var view = new VmView
        {
            Id = row.Id, Name = vm?.Name ?? row.Name, Uuid = row.Uuid, Host = vm?.Host ?? row.Host, Labels = vm?.Labels ?? none, HostLabels = vm?.HostLabels ?? none,
            Status = row.Status,
        };
        return new VmIdentity(view, row.Address, row.Incarnation, row.QemuVersion)
        {
            Memory = new VmMemory(LastKnown.Parse(row.Status, row.Known), row.SeenAt, IsStored: true),
        };
    }
}
