using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>A VM as it is configured now, and who answered last: what outlives its actor's faults. Written by the fleet and the VM's actor, one after the other.</summary>
internal sealed class WatchedVm(MonitoredVm vm, VmIdentity? last)
{
    private volatile MonitoredVm _vm = vm;
    private volatile VmIdentity? _last = last;

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

    /// <summary>Who answered last; null for nobody yet.</summary>
    public VmIdentity? Last
    {
        get => _last;
        set => _last = value;
    }
}
