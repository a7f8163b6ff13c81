using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Watching;

/// <summary>All who watch. Asked by every read loop for every event that no rule wants, so it costs nothing while nobody does. Thread-safe.</summary>
internal sealed class Watchers
{
    /// <summary>Watchers at once of each door: those of one are not taken by whoever watches at the other.</summary>
    internal const int Most = 16;

    private readonly Lock _lock = new();
    private volatile Watcher[] _all = [];
    private long _missed;
    private long _refused;

    /// <summary>Whether anybody watches.</summary>
    public bool Any => _all.Length > 0;

    /// <summary>For the status.</summary>
    public WatchStatus Status => new() { Connected = _all.Length, Missed = Interlocked.Read(ref _missed), Refused = Interlocked.Read(ref _refused) };

    /// <summary>Begins to watch; null where as many watch at this door as may.</summary>
    public Watcher? Add(WatchFilter filter, WatchDoor door)
    {
        lock (_lock)
        {
            if (_all.Count(watcher => watcher.Door == door) >= Most)
            {
                Interlocked.Increment(ref _refused);
                return null;
            }

            var watcher = new Watcher(this, filter, door);
            _all = [.. _all, watcher];
            return watcher;
        }
    }

    public void Remove(Watcher watcher)
    {
        lock (_lock)
            _all = [.. _all.Where(other => !ReferenceEquals(other, watcher))];
    }

    /// <summary>Whether somebody wants an event of this name from this VM.</summary>
    public bool Wants(string vm, string? id, string eventName)
    {
        foreach (var watcher in _all)
        {
            if (watcher.Wants(vm, id, eventName))
                return true;
        }

        return false;
    }

    /// <summary>Shows a VM's event to those who want it.</summary>
    public void Show(VmView vm, QmpEvent read)
    {
        WatchedEvent? item = null;
        foreach (var watcher in _all)
        {
            if (watcher.Wants(vm.Name, vm.Id, read.Name))
                Put(watcher, item ??= new WatchedEvent(vm, read));
        }
    }

    /// <summary>Shows a change of the connection to a VM.</summary>
    public void Show(WatchedLink link)
    {
        foreach (var watcher in _all)
        {
            if (watcher.WantsVm(link.Vm.Name, link.Vm.Id))
                Put(watcher, link);
        }
    }

    private void Put(Watcher watcher, WatchedItem item)
    {
        if (!watcher.Put(item))
            Interlocked.Increment(ref _missed);
    }
}

/// <summary>Who watches live events.</summary>
public sealed record WatchStatus
{
    /// <summary>Watchers connected now.</summary>
    public int Connected { get; init; }

    /// <summary>Events and changes since the start that a watcher missed because it read too slowly.</summary>
    public long Missed { get; init; }

    /// <summary>Watchers refused because too many watched.</summary>
    public long Refused { get; init; }
}
