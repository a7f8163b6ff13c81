using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Facts;

/// <summary>
/// The facts of a partition's VMs: state rows, seen by all that looks at the VM from the next input on. When one changes the engine is shown the
/// VM anew, so that a pattern over a lasting state sees it at once.
/// </summary>
/// <param name="views">The VMs as they were last seen.</param>
/// <param name="show">Shows the engine a VM, after the input at hand.</param>
/// <param name="maxPerVm">Facts that a VM may have.</param>
internal sealed class FactBook(VmViews views, Action<StateObserved> show, int maxPerVm)
{
    private readonly Dictionary<string, ImmutableSortedDictionary<string, Fact>> _vms = new(StringComparer.Ordinal);

    // What views show of them, made when they change.
    private readonly Dictionary<string, ImmutableSortedDictionary<string, string>> _shown = new(StringComparer.Ordinal);
    private readonly Deadlines _ends = new();
    private readonly Dictionary<string, Fact> _byKey = new(StringComparer.Ordinal);

    public int Count => _byKey.Count;

    public DateTimeOffset? NextDue => _ends.Next;

    /// <summary>The VM with its facts.</summary>
    public VmView Compose(VmView vm) => _shown.TryGetValue(vm.Id, out var facts) ? vm with { Facts = facts } : vm;

    /// <summary>Sets one. False: the VM has too many.</summary>
    public bool Set(VmView vm, string name, string value, DateTimeOffset? until, string cause, DateTimeOffset now, CommitBuilder commit)
    {
        var facts = _vms.GetValueOrDefault(vm.Id);
        var old = facts?.GetValueOrDefault(name);
        if (old is null && facts?.Count >= maxPerVm)
        {
            return false;
        }

        var fact = new Fact(vm.Id, name, value, until);
        if (fact == old)
        {
            return true;
        }

        Put(fact);
        commit.Put(new StateRow(Fact.StateKind, fact.Key, fact.Write()));
        Changed(vm.Id, old?.Value != value, cause, now, commit);
        return true;
    }

    /// <summary>Removes one, if it is set.</summary>
    public void Clear(string vmId, string name, string cause, DateTimeOffset now, CommitBuilder commit)
    {
        if (_byKey.TryGetValue(Fact.KeyOf(vmId, name), out var fact))
        {
            Remove(fact, commit);
            Changed(vmId, true, cause, now, commit);
        }
    }

    /// <summary>Puts back one that was stored.</summary>
    public void Put(Fact fact)
    {
        var facts = _vms.GetValueOrDefault(fact.VmId) ?? ImmutableSortedDictionary.Create<string, Fact>(StringComparer.Ordinal);
        Keep(fact.VmId, facts.SetItem(fact.Name, fact));
        _byKey[fact.Key] = fact;
        _ends.Set(fact.Key, fact.Until);
    }

    /// <summary>Removes those that are over.</summary>
    public void Expire(DateTimeOffset now, CommitBuilder commit)
    {
        while (_ends.TakeOver(now) is { } key)
        {
            var fact = _byKey[key];
            Remove(fact, commit);
            Changed(fact.VmId, true, $"expired/{key}/{fact.Until:O}", now, commit);
        }
    }

    /// <summary>The VM is gone, and all of its facts.</summary>
    public void Forget(string vmId, CommitBuilder commit)
    {
        if (_vms.TryGetValue(vmId, out var facts))
        {
            foreach (var fact in facts.Values)
            {
                Remove(fact, commit);
            }
        }

        views.Forget(vmId, commit);
    }

    private void Changed(string vmId, bool isSeen, string cause, DateTimeOffset now, CommitBuilder commit)
    {
        views.Watch(vmId, _vms.TryGetValue(vmId, out var facts) && facts.Values.Any(f => f.Until is not null), commit);
        if (isSeen && views.Last(vmId) is { } view)
        {
            show(new StateObserved(Compose(view), StableId.Of("o_", "fact", cause), DateTimeOffset.MinValue, now));
        }
    }

    private void Remove(Fact fact, CommitBuilder commit)
    {
        _byKey.Remove(fact.Key);
        _ends.Set(fact.Key, null);
        Keep(fact.VmId, _vms[fact.VmId].Remove(fact.Name));
        commit.Put(new StateRow(Fact.StateKind, fact.Key, null));
    }

    private void Keep(string vmId, ImmutableSortedDictionary<string, Fact> facts)
    {
        if (facts.IsEmpty)
        {
            _vms.Remove(vmId);
            _shown.Remove(vmId);
            return;
        }

        _vms[vmId] = facts;
        _shown[vmId] = facts.ToImmutableSortedDictionary(f => f.Key, f => f.Value.Value);
    }
}
