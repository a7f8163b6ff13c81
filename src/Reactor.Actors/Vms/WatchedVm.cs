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

    /// <summary>Who answered last; null for nobody yet.</summary>
    public VmIdentity? Last
    {
        get => _last;
        set => _last = value;
    }
}
