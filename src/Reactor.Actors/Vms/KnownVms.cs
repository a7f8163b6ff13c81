using System.Collections.Frozen;
using System.Collections.Immutable;
using Reactor.Actors.Partitions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>What the last run knew of VMs, compared with what is to be watched now. Looked at once, as the daemon starts, and let go of then.</summary>
internal sealed class KnownVms
{
    /// <summary>What stands in the place of a run state where a VM is not watched any more, so that this is told once.</summary>
    public const string Removed = "removed";

    // Of thousands of VMs mostly the same is known: it is read once.
    private readonly Dictionary<(string? Status, string? Known), LastKnown> _read = [];
    private IReadOnlyDictionary<string, VmIdentity> _byKey;
    private ILookup<int, VmView> _byPartition;

    /// <summary>Makes it.</summary>
    /// <param name="rows">What the store holds, in no order.</param>
    /// <param name="plan">The VMs to be watched.</param>
    public KnownVms(ImmutableArray<VmStateRow> rows, FleetPlan plan)
    {
        // An address or a name may have belonged to several VMs, one after the other: the one seen last is meant.
        var newest = rows.Where(row => row.Status != Removed).OrderByDescending(row => row.SeenAt).ToArray();
        var found = new Dictionary<string, (MonitoredVm Vm, VmStateRow Row)>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        // By the monitor first, so that VMs may change their names among them; then by name, for one that has another monitor now.
        foreach (var row in newest)
        {
            if (plan.Find(row) is { } vm && found.TryAdd(vm.Key, (vm, row)))
                taken.Add(row.Id);
        }

        foreach (var vm in plan.Listed.Where(vm => !found.ContainsKey(vm.Key)))
        {
            if (newest.FirstOrDefault(row => row.Name == vm.Name && taken.Add(row.Id)) is { } row)
                found.Add(vm.Key, (vm, row));
        }

        _byKey = found.ToDictionary(pair => pair.Key, pair => ToIdentity(pair.Value.Row, pair.Value.Vm), StringComparer.Ordinal);
        Found = [.. found.Values.Where(pair => plan.FindListed(pair.Vm.Key) is null).Select(pair => pair.Vm)];
        Gone = [.. newest.Where(row => !taken.Contains(row.Id)).Select(row => ToIdentity(row, null))];
        _byPartition = _byKey.Values.Concat(Gone).Select(identity => identity.View).DistinctBy(view => view.Id).ToLookup(view => PartitionMap.OfVm(view.Id));
        _read.Clear();
    }

    /// <summary>VMs that were watched and are not to be any more.</summary>
    public ImmutableArray<VmIdentity> Gone { get; private set; }

    /// <summary>VMs that were found or called in an earlier run, and are waited for.</summary>
    public ImmutableArray<MonitoredVm> Found { get; private set; }

    /// <summary>Who answered last at a VM's monitor; null for nobody.</summary>
    public VmIdentity? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>The VMs of a partition.</summary>
    public ImmutableArray<VmView> OfPartition(int partition) => [.. _byPartition[partition]];

    /// <summary>Everyone has what was known: nothing of it is kept here, as whoever holds this does so for as long as the daemon runs.</summary>
    public void LetGo() => (_byKey, _byPartition, Gone, Found) = (FrozenDictionary<string, VmIdentity>.Empty, Array.Empty<VmView>().ToLookup(_ => 0), [], []);

    private VmIdentity ToIdentity(VmStateRow row, MonitoredVm? vm)
    {
        if (!_read.TryGetValue((row.Status, row.Known), out var known))
            _read.Add((row.Status, row.Known), known = LastKnown.Parse(row.Status, row.Known));
        var view = new VmView
        {
            Id = row.Id, Name = vm is { Source: Status.VmSource.Listed } ? vm.Name : row.Name, Uuid = row.Uuid, Host = row.Host, Status = row.Status,
        };
        view = vm?.Describe(view) ?? view;
        return new VmIdentity(view, row.Address, row.Incarnation, row.QemuVersion)
        {
            Memory = new VmMemory(known, row.SeenAt, IsStored: true),
        };
    }
}
