using System.Collections.Immutable;
using Reactor.Actors.Status;

namespace Reactor.Actors.Vms;

/// <summary>Two VMs claim the same.</summary>
/// <param name="Kind"><c>uuid</c> or <c>name</c>.</param>
/// <param name="Value">What both claim.</param>
/// <param name="Other">Name of the VM that has it.</param>
/// <param name="OtherKey">That VM's key.</param>
internal sealed record VmConflict(string Kind, string Value, string Other, string OtherKey);

/// <summary>What a VM goes by.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uuid">Its UUID; null for none, and for one that another has.</param>
/// <param name="Conflicts">What it claims and another has.</param>
internal sealed record VmNaming(string Id, string Name, string? Uuid, ImmutableArray<VmConflict> Conflicts);

/// <summary>
/// Which VM goes by which id and which name. An id is the VM's UUID; where it has none, or another has it, its name; where that is taken, its
/// address. What a VM has it keeps while it is watched, over renames and restarts, until its process has ended and another claims it; so the same
/// VM of two wins every time. Thread-safe.
/// </summary>
/// <param name="hasEnded">Whether the process of an incarnation is known to have ended.</param>
internal sealed class VmRegistry(Func<string, bool>? hasEnded = null)
{
    private readonly Lock _lock = new();
    private readonly Func<string, bool> _hasEnded = hasEnded ?? PeerProcess.HasEnded;
    private readonly Dictionary<string, Owner> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Owner> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (VmConflict Conflict, string Name)> _contests = new(StringComparer.Ordinal);
    private ImmutableDictionary<string, string> _listed = ImmutableDictionary<string, string>.Empty;

    /// <summary>Names that the configuration gives, and who has them: no other gets one.</summary>
    public void SetListed(IEnumerable<MonitoredVm> vms)
    {
        lock (_lock)
            _listed = vms.Where(vm => vm.Source == VmSource.Listed).ToImmutableDictionary(vm => vm.Name, vm => vm.Key, StringComparer.Ordinal);
    }

    /// <summary>What a VM went by in an earlier run is kept for it.</summary>
    public void Remember(string key, VmIdentity last)
    {
        lock (_lock)
        {
            var owner = new Owner(key, last.View.Name, last.Incarnation);
            _ids.TryAdd(last.View.Id, owner);
            _names.TryAdd(last.View.Name, owner);
        }
    }

    /// <summary>Says what a VM goes by that answers now.</summary>
    /// <param name="watched">The VM.</param>
    /// <param name="uuid">The UUID that it says it has; null for none.</param>
    /// <param name="incarnation">Its process; null where unknown.</param>
    public VmNaming Identify(WatchedVm watched, string? uuid, string? incarnation)
    {
        lock (_lock)
        {
            var (key, conflicts) = (watched.Key, ImmutableArray.CreateBuilder<VmConflict>());
            _contests.Remove(key);
            var name = Name(watched, incarnation, conflicts);
            if (uuid is not null && !TryTake(_ids, uuid, new Owner(key, name, incarnation), out var owner))
            {
                var conflict = new VmConflict("uuid", uuid, owner.Name, owner.Key);
                conflicts.Add(conflict);
                _contests.Add(key, (conflict, name));
                uuid = null;
            }

            var id = uuid ?? Id(watched, name, incarnation);
            foreach (var (before, _) in _ids.Where(entry => entry.Value.Key == key && entry.Key != id).ToArray())
                _ids.Remove(before);
            return new VmNaming(id, name, uuid, conflicts.ToImmutable());
        }
    }

    /// <summary>The name of a VM by its present configuration.</summary>
    public string Rename(WatchedVm watched, string? incarnation)
    {
        lock (_lock)
            return Name(watched, incarnation, null);
    }

    /// <summary>A VM isn't heard any more: what it contested it contests no longer.</summary>
    public void Leave(string key)
    {
        lock (_lock)
            _contests.Remove(key);
    }

    /// <summary>A VM is not watched any more: what it went by is free.</summary>
    public void Release(string key)
    {
        lock (_lock)
        {
            _contests.Remove(key);
            foreach (var owned in (Dictionary<string, Owner>[])[_ids, _names])
            {
                foreach (var (value, _) in owned.Where(entry => entry.Value.Key == key).ToArray())
                    owned.Remove(value);
            }
        }
    }

    /// <summary>A VM is known by another key from now on; its name by configuration is not its own any more.</summary>
    public void Rekey(string key, string newKey)
    {
        lock (_lock)
        {
            foreach (var (value, owner) in _ids.Where(entry => entry.Value.Key == key).ToArray())
                _ids[value] = owner with { Key = newKey };
            foreach (var (value, owner) in _names.Where(entry => entry.Value.Key == key).ToArray())
                _names[value] = owner with { Key = newKey };
            if (_contests.Remove(key, out var contest))
                _contests.Add(newKey, contest);
        }
    }

    /// <summary>Why no command that changes something may go to a VM: another claims to be it; null where none does.</summary>
    public string? WhyFrozen(string key)
    {
        lock (_lock)
        {
            foreach (var (loser, (conflict, name)) in _contests)
            {
                if ((loser == key || conflict.OtherKey == key) && _ids.TryGetValue(conflict.Value, out var owner) && owner.Key == conflict.OtherKey && !HasEnded(owner))
                    return $"two VMs say that they have the UUID {conflict.Value}: {conflict.Other} ({conflict.OtherKey}) and {name} ({loser}); give each a UUID of its own";
            }
        }

        return null;
    }

    private string Name(WatchedVm watched, string? incarnation, ImmutableArray<VmConflict>.Builder? conflicts)
    {
        var (vm, key) = (watched.Configured, watched.Key);
        if (vm.Source == VmSource.Listed && watched.CanDial)
        {
            _names[vm.Name] = new Owner(key, vm.Name, incarnation);
            return vm.Name;
        }

        foreach (var name in ((string?[])[watched.OwnName, vm.Name, key]).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (_listed.TryGetValue(name, out var listed) && listed != key)
            {
                conflicts?.Add(new VmConflict("name", name, name, listed));
            }
            else if (TryTake(_names, name, new Owner(key, name, incarnation), out var owner))
            {
                foreach (var (before, _) in _names.Where(entry => entry.Value.Key == key && entry.Key != name).ToArray())
                    _names.Remove(before);
                return name;
            }
            else
            {
                conflicts?.Add(new VmConflict("name", name, owner.Name, owner.Key));
            }
        }

        return key;
    }

    /// <summary>The id of a VM without a UUID: the one that it had here, its name, its address.</summary>
    private string Id(WatchedVm watched, string name, string? incarnation)
    {
        var kept = watched.Last is { View: { Uuid: null } view } last && last.Address == watched.Configured.Address.ToString() ? view.Id : null;
        foreach (var id in ((string?[])[kept, name]).OfType<string>())
        {
            if (TryTake(_ids, id, new Owner(watched.Key, name, incarnation), out _))
                return id;
        }

        _ids[watched.Key] = new Owner(watched.Key, name, incarnation);
        return watched.Key;
    }

    private bool TryTake(Dictionary<string, Owner> owned, string value, Owner claimant, out Owner owner)
    {
        if (owned.TryGetValue(value, out owner!) && owner.Key != claimant.Key && !HasEnded(owner))
            return false;
        owned[value] = owner = claimant;
        return true;
    }

    private bool HasEnded(Owner owner) => owner.Incarnation is { } incarnation && _hasEnded(incarnation);

    private sealed record Owner(string Key, string Name, string? Incarnation);
}
