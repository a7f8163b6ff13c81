using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;

namespace Reactor.Reactions.Holds;

/// <summary>The alerts of all partitions that hold others now, each a state row of this one until it ends. Bounded: beyond, the newest is refused and holds nothing.</summary>
internal sealed class InhibitorBook(int max)
{
    /// <summary>The kind of its state rows.</summary>
    public const string StateKind = "inhibitor";

    private readonly Dictionary<string, Inhibitor> _byUid = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Rule, string Values), HashSet<string>> _byValues = [];

    public int Count => _byUid.Count;

    /// <summary>The one of this name; null for none.</summary>
    public Inhibitor? Find(string uid) => _byUid.GetValueOrDefault(uid);

    /// <summary>Adds or ends one. False: there are too many.</summary>
    public bool Take(Inhibitor inhibitor, CommitBuilder commit)
    {
        if (inhibitor.IsEnded)
        {
            if (Remove(inhibitor.Uid))
            {
                commit.Put(new StateRow(StateKind, inhibitor.Uid, null));
            }

            return true;
        }

        if (_byUid.Count >= max && !_byUid.ContainsKey(inhibitor.Uid))
        {
            return false;
        }

        Put(inhibitor);
        commit.Put(new StateRow(StateKind, inhibitor.Uid, inhibitor.Write()));
        return true;
    }

    public void Put(Inhibitor inhibitor)
    {
        Remove(inhibitor.Uid);
        _byUid.Add(inhibitor.Uid, inhibitor);
        if (!_byValues.TryGetValue((inhibitor.Rule, inhibitor.Values), out var uids))
        {
            _byValues.Add((inhibitor.Rule, inhibitor.Values), uids = new HashSet<string>(StringComparer.Ordinal));
        }

        uids.Add(inhibitor.Uid);
    }

    /// <summary>Whether an open alert with equal values holds one.</summary>
    /// <param name="same">By inhibiting rule: the values of the one that may be held.</param>
    /// <param name="holds">Whether such an alert (still) holds it.</param>
    public bool Any(ImmutableSortedDictionary<string, string> same, Func<Inhibitor, bool> holds)
    {
        foreach (var (rule, values) in same)
        {
            if (_byValues.TryGetValue((rule, values), out var uids) && uids.Any(uid => holds(_byUid[uid])))
            {
                return true;
            }
        }

        return false;
    }

    private bool Remove(string uid)
    {
        if (!_byUid.Remove(uid, out var inhibitor))
        {
            return false;
        }

        var uids = _byValues[(inhibitor.Rule, inhibitor.Values)];
        uids.Remove(uid);
        if (uids.Count == 0)
        {
            _byValues.Remove((inhibitor.Rule, inhibitor.Values));
        }

        return true;
    }
}
