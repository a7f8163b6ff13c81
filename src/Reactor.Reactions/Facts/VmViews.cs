using Reactor.Reactions.Commits;
using Reactor.Reactions.Json;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Facts;

/// <summary>
/// The VMs as they were last seen, without their facts: what the engine is shown when a fact changes. Those of VMs whose facts end by
/// themselves are stored: the next input may be long after. Bounded: a further VM isn't remembered, and its facts show with its next input.
/// </summary>
internal sealed class VmViews(int max)
{
    /// <summary>The kind of their state rows.</summary>
    public const string StateKind = "view";

    private const int Version = 1;

    private readonly Dictionary<string, VmView> _last = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _stored = new(StringComparer.Ordinal);

    /// <summary>The VM as it was last seen; null where it isn't known.</summary>
    public VmView? Last(string vmId) => _last.GetValueOrDefault(vmId);

    /// <summary>It was seen.</summary>
    public void See(VmView vm, CommitBuilder commit)
    {
        if (_last.TryGetValue(vm.Id, out var old) ? ReferenceEquals(old, vm) : _last.Count >= max)
        {
            return;
        }

        _last[vm.Id] = vm;
        if (_stored.ContainsKey(vm.Id))
        {
            Store(vm, commit);
        }
    }

    /// <summary>Whether it is to be stored from now on.</summary>
    public void Watch(string vmId, bool isStored, CommitBuilder commit)
    {
        if (!isStored)
        {
            if (_stored.Remove(vmId))
            {
                commit.Put(new StateRow(StateKind, vmId, null));
            }
        }
        else if (!_stored.ContainsKey(vmId) && _last.TryGetValue(vmId, out var vm))
        {
            Store(vm, commit);
        }
    }

    /// <summary>Puts back one that was stored.</summary>
    public void Put(ReadOnlyMemory<byte> payload)
    {
        var vm = StoredJson.Read(payload, Version, "A stored view of a VM", static root => SeenEventJson.ReadVm(root.GetProperty("vm"u8)));
        _last[vm.Id] = vm;
        _stored[vm.Id] = payload.ToArray();
    }

    public void Forget(string vmId, CommitBuilder commit)
    {
        Watch(vmId, false, commit);
        _last.Remove(vmId);
    }

    private void Store(VmView vm, CommitBuilder commit)
    {
        var payload = JsonBytes.Versioned(Version, writer => SeenEventJson.WriteVm(writer, "vm", vm)).ToArray();
        if (!_stored.TryGetValue(vm.Id, out var old) || !payload.AsSpan().SequenceEqual(old))
        {
            _stored[vm.Id] = payload;
            commit.Put(new StateRow(StateKind, vm.Id, payload));
        }
    }
}
