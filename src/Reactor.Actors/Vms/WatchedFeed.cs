using System.Text;
using Reactor.Actors.Watching;
using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>What of a VM's events goes to those who watch. Called by read loops: nothing here waits.</summary>
/// <param name="watchers">All who watch.</param>
/// <param name="view">The VM as it is last known; called from any thread.</param>
internal sealed class WatchedFeed(Watchers watchers, Func<VmView> view)
{
    private const int MaxNameBytes = 128;

    /// <summary>Whether a watcher wants this VM's events of this name.</summary>
    public bool Wants(ReadOnlySpan<byte> eventName)
    {
        if (!watchers.Any || eventName.Length > MaxNameBytes)
            return false;
        var vm = view();
        return watchers.Wants(vm.Name, vm.Id, EventCatalogue.Default.TryIntern(eventName) ?? Encoding.UTF8.GetString(eventName));
    }

    /// <summary>Shows events to those who want them.</summary>
    public void Show(IReadOnlyList<QmpEvent> batch)
    {
        if (!watchers.Any)
            return;
        var vm = view();
        foreach (var e in batch)
            watchers.Show(vm, e);
    }
}
