using Reactor.Actors.Status;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>A VM as it is configured now, and who answered last: what outlives its actor's faults. Written by the fleet and the VM's actor, one after the other.</summary>
internal sealed class WatchedVm(MonitoredVm vm, VmIdentity? last)
{
    private volatile MonitoredVm _vm = vm;
    private volatile VmIdentity? _last = last;
    private VmMemory _memory = last?.Memory ?? VmMemory.None;
    private volatile string? _ownName;
    private volatile string? _detached;
    private volatile bool _isConnected;
    private volatile VmActor.Stop? _ending;

    /// <summary>Its configuration.</summary>
    public MonitoredVm Configured
    {
        get => _vm;
        set => _vm = value;
    }

    /// <summary>The VM as it is known best: as it answered last, else as it is configured.</summary>
    /// <param name="status">Its run state; null while unknown.</param>
    public VmView View(string? status)
    {
        var (vm, last) = (_vm, _last);
        var view = last?.View ?? new VmView { Id = vm.Name, Name = vm.Name, Labels = vm.Labels, Host = vm.Host, HostLabels = vm.HostLabels };
        return view with { Status = status };
    }

    /// <summary>
    /// Who answered last, with what is remembered of it; null for nobody yet. Of whoever writes it: of others <see cref="Incarnation"/> and
    /// <see cref="View"/> are. Made when it is asked for, which is seldom; what it is made of changes with each batch.
    /// </summary>
    public VmIdentity? Last
    {
        get => _last is { } last ? last with { Memory = _memory } : null;
        set => Remember(value, value?.Memory ?? VmMemory.None);
    }

    /// <summary>The same, with what is remembered of it out of date.</summary>
    public VmIdentity? Identity => _last;

    /// <summary>Which process answered last; null where unknown.</summary>
    public string? Incarnation => _last?.Incarnation;

    /// <summary>Sets <see cref="Last"/>.</summary>
    public void Remember(VmIdentity? last, VmMemory memory) => (_last, _memory) = (last, memory);

    /// <summary>What it calls itself (<c>query-name</c>); null where it doesn't say.</summary>
    public string? OwnName
    {
        get => _ownName;
        set => _ownName = value;
    }

    /// <summary>What it goes by.</summary>
    public string Name => _vm.Source == VmSource.Listed ? _vm.Name : _last?.View.Name ?? _vm.Name;

    /// <summary>Whether a connection to it is open.</summary>
    public bool IsConnected
    {
        get => _isConnected;
        set => _isConnected = value;
    }

    /// <summary>That it is to end, and how: lest a fault on the way make it start over; null while it is to be watched.</summary>
    public VmActor.Stop? Ending
    {
        get => _ending;
        set => _ending = value;
    }

    /// <summary>What it is known by since another process has its monitor's address; null while it has it.</summary>
    public string? DetachedKey
    {
        get => _detached;
        set => _detached = value;
    }

    /// <summary>Whether the configuration has it, and its monitor's address is its own.</summary>
    public bool IsListed => _detached is null && _vm.Source == VmSource.Listed;

    /// <summary>What it is known by.</summary>
    public string Key => _detached ?? _vm.Key;

    /// <summary>Whether it can be dialled: not one that calls itself, nor one whose address is another's by now.</summary>
    public bool CanDial => _detached is null && _vm.Source != VmSource.DialledIn;
}
