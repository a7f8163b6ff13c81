using System.Collections.Frozen;
using System.Collections.Immutable;
using Reactor.Actors.Status;
using Reactor.Qmp;

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
internal sealed record VmNaming(string Id, string Name, string? Uuid, ImmutableArray<VmConflict> Conflicts)
{
    /// <summary>Why it is not heard for now: another connection is the VM's; null where this one is.</summary>
    public string? Standby { get; init; }

    /// <summary>Who had the id until now on another monitor, and what is remembered of it; null for nobody.</summary>
    public VmIdentity? Before { get; init; }
}

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
    private readonly Claims<string, Owner> _ids = new(owner => owner.Key);
    private readonly Claims<string, Owner> _names = new(owner => owner.Key);
    private readonly Dictionary<string, (VmConflict Conflict, string Name)> _contests = new(StringComparer.Ordinal);
    private readonly Claims<(string Process, string Uuid), string> _heard = new(key => key); // What is heard, and on which monitor.
    private readonly HashSet<string> _leaving = new(StringComparer.Ordinal); // What was heard of these is still being told.
    private FrozenDictionary<string, string> _listed = FrozenDictionary<string, string>.Empty;

    /// <summary>Names that the configuration gives, and who has them: no other gets one.</summary>
    public void SetListed(IEnumerable<MonitoredVm> vms)
    {
        lock (_lock)
            _listed = vms.Where(vm => vm.Source == VmSource.Listed).ToFrozenDictionary(vm => vm.Name, vm => vm.Key, StringComparer.Ordinal);
    }

    /// <summary>There will be so many VMs.</summary>
    public void Expect(int vms)
    {
        lock (_lock)
        {
            _ids.Expect(vms);
            _names.Expect(vms);
            _heard.Expect(vms);
        }
    }

    /// <summary>What a VM went by in an earlier run is kept for it.</summary>
    public void Remember(string key, VmIdentity last)
    {
        lock (_lock)
        {
            var owner = new Owner(key, last.View.Name, last.Incarnation) { Left = last };
            if (_ids.Find(last.View.Id) is null)
                _ids.Set(last.View.Id, owner);
            if (_names.Find(last.View.Name) is null)
                _names.Set(last.View.Name, owner);
        }
    }

    /// <summary>Says what a VM goes by that answers now.</summary>
    /// <param name="watched">The VM.</param>
    /// <param name="uuid">The UUID that it says it has; null for none.</param>
    /// <param name="incarnation">Its process; null where unknown.</param>
    /// <param name="status">Its run state; null where unknown.</param>
    public VmNaming Identify(WatchedVm watched, string? uuid, string? incarnation, string? status = null)
    {
        lock (_lock)
        {
            var (key, conflicts) = (watched.Key, ImmutableArray.CreateBuilder<VmConflict>());
            _contests.Remove(key);
            _leaving.Remove(key);
            var name = Name(watched, incarnation, conflicts);
            // Whoever awaits a VM is not it yet, even where it is the first to be heard.
            if (uuid is not null && status == RunState.Incoming)
                return new VmNaming(uuid, name, uuid, []) { Standby = "it awaits a VM that is migrated to it" };
            // Two monitors of one VM say the same: heard on both, everything would happen twice. (The process alone may be a relay of several VMs.)
            var instance = uuid is not null && incarnation is not null ? (incarnation, uuid) : default((string, string)?);
            if (instance is not null && _heard.TryGet(instance.Value, out var heardOn) && heardOn != key)
                return new VmNaming(uuid!, name, uuid, []) { Standby = $"its process is heard on another monitor, {heardOn}" };
            var had = uuid is null ? null : _ids.Find(uuid);
            // Else the end of the process before would be told after this one was announced, and be taken for this one's.
            if (had is not null && had.Key != key && _leaving.Contains(had.Key) && HasEnded(had))
                return new VmNaming(uuid!, name, uuid, []) { Standby = $"what its process before said is still being told ({had.Key})" };
            // One object for both, where it is the name's owner.
            var self = _names.Find(name) is { } named && named.Key == key ? named : new Owner(key, name, incarnation);
            if (uuid is not null && !TryTake(_ids, uuid, self, out var owner, isVm: true))
            {
                if (RunState.IsMigrating(status))
                    return new VmNaming(uuid, name, uuid, []) { Standby = $"its VM was migrated, and runs in another process ({owner.Key})" };
                var conflict = new VmConflict("uuid", uuid, owner.Name, owner.Key);
                conflicts.Add(conflict);
                _contests.Add(key, (conflict, name));
                uuid = null;
            }

            if (instance is not null)
                _heard.Set(instance.Value, key);
            var id = uuid ?? Id(watched, name, incarnation);
            foreach (var before in _ids.Of(key).Where(before => before != id))
                _ids.Remove(before);
            return new VmNaming(id, name, uuid, conflicts.ToImmutable()) { Before = uuid is not null && had is { Left: { } left } && had.Key != key ? left : null };
        }
    }

    /// <summary>A VM has been migrated: it goes on in the process that took it in.</summary>
    /// <returns>Who had it until now, by key; null where nobody else had.</returns>
    public string? HandOver(WatchedVm to, string uuid, string? incarnation)
    {
        lock (_lock)
        {
            var from = _ids.Find(uuid);
            _ids.Set(uuid, new Owner(to.Key, to.Name, incarnation));
            return from is null || from.Key == to.Key ? null : from.Key;
        }
    }

    /// <summary>The name of a VM by its present configuration.</summary>
    public string Rename(WatchedVm watched, string? incarnation)
    {
        lock (_lock)
            return Name(watched, incarnation, null);
    }

    /// <summary>Whether an id is another's by now.</summary>
    public bool IsAnothers(string key, string id)
    {
        lock (_lock)
            return _ids.TryGet(id, out var owner) && owner.Key != key;
    }

    /// <summary>Whether a UUID that a VM contests is free by now.</summary>
    public bool HasWon(string key)
    {
        lock (_lock)
            return _contests.TryGetValue(key, out var contest) && (!_ids.TryGet(contest.Conflict.Value, out var owner) || HasEnded(owner));
    }

    /// <summary>A VM isn't heard any more, but not all that was heard is told.</summary>
    public void BeginLeaving(string key)
    {
        lock (_lock)
            _leaving.Add(key);
    }

    /// <summary>A VM isn't heard any more, all that was heard is told: what it contested it contests no longer, and another monitor may take its place.</summary>
    /// <param name="key">The VM.</param>
    /// <param name="last">What is remembered of it; null for nothing.</param>
    public void Leave(string key, VmIdentity? last = null)
    {
        lock (_lock)
        {
            Silence(key);
            if (last is not null && _ids.TryGet(last.View.Id, out var owner) && owner.Key == key)
                _ids.Set(last.View.Id, owner with { Left = last });
        }
    }

    /// <summary>A VM is not watched any more: what it went by is free.</summary>
    public void Release(string key)
    {
        lock (_lock)
        {
            Silence(key);
            foreach (var owned in (Claims<string, Owner>[])[_ids, _names])
            {
                foreach (var value in owned.Of(key))
                    owned.Remove(value);
            }
        }
    }

    /// <summary>A VM is known by another key from now on; its name by configuration is not its own any more.</summary>
    public void Rekey(string key, string newKey)
    {
        lock (_lock)
        {
            foreach (var value in _ids.Of(key))
                _ids.Set(value, _ids.Find(value)! with { Key = newKey });
            foreach (var value in _names.Of(key))
                _names.Set(value, _names.Find(value)! with { Key = newKey });
            foreach (var instance in _heard.Of(key))
                _heard.Set(instance, newKey);
            if (_leaving.Remove(key))
                _leaving.Add(newKey);
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
                if ((loser == key || conflict.OtherKey == key) && _ids.TryGet(conflict.Value, out var owner) && owner.Key == conflict.OtherKey && !HasEnded(owner))
                    return $"two VMs say that they have the UUID {conflict.Value}: {conflict.Other} ({conflict.OtherKey}) and {name} ({loser}); give each a UUID of its own";
            }
        }

        return null;
    }

    private void Silence(string key)
    {
        _contests.Remove(key);
        _leaving.Remove(key);
        foreach (var instance in _heard.Of(key))
            _heard.Remove(instance);
    }

    private string Name(WatchedVm watched, string? incarnation, ImmutableArray<VmConflict>.Builder? conflicts)
    {
        var (vm, key) = (watched.Configured, watched.Key);
        if (vm.Source == VmSource.Listed && watched.CanDial)
        {
            _names.Set(vm.Name, new Owner(key, vm.Name, incarnation));
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
                foreach (var before in _names.Of(key).Where(before => before != name))
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
        var kept = watched.Identity is { View: { Uuid: null } view } last && last.Address == watched.Configured.AddressText ? view.Id : null;
        foreach (var id in ((string?[])[kept, name]).OfType<string>())
        {
            if (TryTake(_ids, id, new Owner(watched.Key, name, incarnation), out _))
                return id;
        }

        _ids.Set(watched.Key, new Owner(watched.Key, name, incarnation));
        return watched.Key;
    }

    private bool TryTake(Claims<string, Owner> owned, string value, Owner claimant, out Owner owner, bool isVm = false)
    {
        owner = claimant;
        if (owned.Find(value) is { } had && had.Key != claimant.Key && !(isVm && IsSameProcess(had, claimant)) && !HasEnded(had))
        {
            owner = had;
            return false;
        }

        owned.Set(value, claimant);
        return true;
    }

    private static bool IsSameProcess(Owner one, Owner other) => one.Incarnation is { } process && process == other.Incarnation;

    private bool HasEnded(Owner owner) => owner.Incarnation is { } incarnation && _hasEnded(incarnation);

    private sealed record Owner(string Key, string Name, string? Incarnation)
    {
        /// <summary>What is remembered of it, while it is not heard.</summary>
        public VmIdentity? Left { get; init; }
    }
}
