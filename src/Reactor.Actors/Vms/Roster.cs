using System.Collections.Immutable;
using Reactor.Actors.DialIn;
using Reactor.Actors.Discovery;
using Reactor.Actors.Status;
using Reactor.Qmp;

namespace Reactor.Actors.Vms;

/// <summary>
/// Who is to be watched now: the listed VMs, those whose sockets lie where <c>discover</c> says, those that dialled in, and those of them that are gone
/// and not forgotten yet. A socket that both name is the listed VM's. Belongs to the fleet's actor.
/// </summary>
internal sealed class Roster(FleetPlan plan, int maxDiscovered = Roster.MaxDiscovered)
{
    /// <summary>Most VMs that are discovered or dial in.</summary>
    public const int MaxDiscovered = 20_000;

    private readonly Dictionary<string, MonitoredVm> _found = new(StringComparer.Ordinal);
    private readonly HeldIdentities _held = new(maxDiscovered / 2);
    private bool _looked;
    private Dictionary<string, FileNode> _nodes = new(StringComparer.Ordinal);

    /// <summary>The plan that it follows.</summary>
    public FleetPlan Plan { get; private set; } = plan;

    /// <summary>VMs that were found.</summary>
    public int Found => _found.Count;

    /// <summary>Sockets that were left out of the last look, being too many.</summary>
    public int Skipped { get; private set; }

    /// <summary>Everyone, by key.</summary>
    public IEnumerable<MonitoredVm> Vms => Plan.Listed.Concat(_found.Values);

    /// <summary>A VM that an earlier run found, or that has called. False where there are too many.</summary>
    public bool TryAdd(MonitoredVm vm)
    {
        if (_found.Count >= maxDiscovered && !_found.ContainsKey(vm.Key))
            return false;
        _found.TryAdd(vm.Key, vm);
        return true;
    }

    /// <summary>Whether a process may be this VM, which it says to be: false where it is too many others.</summary>
    public bool TryHold(MonitoredVm vm, QmpPeer? peer) => peer is null || _held.TryHold(vm.Key, peer);

    /// <summary>Goes on by another plan.</summary>
    public void Follow(FleetPlan plan)
    {
        Plan = plan;
        foreach (var key in _found.Keys.ToArray())
        {
            if (plan.Again(_found[key]) is { } vm)
                _found[key] = vm;
            else
                Forget(key);
        }
    }

    /// <summary>Takes in what lies there now.</summary>
    /// <returns>VMs, by key, at whose path another socket lies than before: a new one, or one that another process made.</returns>
    public ImmutableArray<(string Key, FileNode Node)> See(ImmutableArray<SeenSocket> sockets)
    {
        var changed = ImmutableArray.CreateBuilder<(string Key, FileNode Node)>();
        var nodes = new Dictionary<string, FileNode>(sockets.Length, StringComparer.Ordinal);
        Skipped = 0;
        foreach (var socket in sockets)
        {
            var key = new UnixQmpAddress(socket.Path).ToString();
            var listed = Plan.FindListed(key);
            key = listed?.Key ?? key; // There are thousands: each text once.
            nodes[key] = socket.Node;
            if (!_nodes.TryGetValue(key, out var before) || before.Inode != socket.Node.Inode)
                changed.Add((key, socket.Node));
            if (_found.ContainsKey(key) || listed is not null || Plan.Discover(socket.Path) is not { } vm)
                continue;
            if (_found.Count < maxDiscovered)
                _found.Add(key, vm);
            else
                Skipped++;
        }

        _nodes = nodes;
        _looked = true;
        return changed.ToImmutable();
    }

    /// <summary>Whether the VM's socket lay there at the last look; true before the first.</summary>
    public bool IsThere(string key) => !_looked || _nodes.ContainsKey(key);

    /// <summary>Forgets a VM that was found.</summary>
    public void Forget(string key)
    {
        _found.Remove(key);
        _held.Release(key);
    }
}
