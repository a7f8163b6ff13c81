using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Watching;

/// <summary>What a watcher is shown: an event of a VM, or a change of the connection to it.</summary>
public abstract record WatchedItem
{
    private protected WatchedItem(VmView vm) => Vm = vm;

    /// <summary>The VM, its run state as it was last known.</summary>
    public VmView Vm { get; }
}

/// <summary>An event, as it was read: before rules, and whether or not one wants it.</summary>
public sealed record WatchedEvent : WatchedItem
{
    /// <summary>Makes it.</summary>
    public WatchedEvent(VmView vm, QmpEvent read)
        : base(vm) => Event = read;

    /// <summary>The event.</summary>
    public QmpEvent Event { get; }
}

/// <summary>Reactor hears a VM from now on, or hears it no more.</summary>
public sealed record WatchedLink : WatchedItem
{
    /// <summary>Makes it.</summary>
    public WatchedLink(VmView vm, bool isConnected, DateTimeOffset at, string? reason)
        : base(vm) => (IsConnected, At, Reason) = (isConnected, at, reason);

    /// <summary>Whether it is heard.</summary>
    public bool IsConnected { get; }

    /// <summary>When. Engine time.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Why it is heard no more; null where it is heard.</summary>
    public string? Reason { get; }
}

/// <summary>What has come since a watcher last looked.</summary>
/// <param name="Items">What fitted, in order.</param>
/// <param name="Missed">How many after these did not, because it looked too late.</param>
public sealed record WatchedBatch(IReadOnlyList<WatchedItem> Items, long Missed);
