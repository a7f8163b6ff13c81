using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;

namespace Reactor.Reactions.Holds;

/// <summary>The silences, or the maintenances, of a partition: each a state row until it ends. Bounded: beyond, the newest is refused.</summary>
internal sealed class HoldList<T>(string stateKind, int max)
    where T : Hold
{
    // Asked in the order of their ids: the same after a restart.
    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Deadlines _ends = new();

    public int Count => _entries.Count;

    public DateTimeOffset? NextDue => _ends.Next;

    public IEnumerable<T> All => _entries.Values.Select(entry => entry.Hold);

    /// <summary>Adds or ends one. False: there are too many.</summary>
    public bool Take(T hold, CommitBuilder commit)
    {
        if (hold.IsEnded)
        {
            End(hold.Id, commit);
            return true;
        }

        if (_entries.Count >= max && !_entries.ContainsKey(hold.Id))
        {
            return false;
        }

        Put(hold);
        commit.Put(new StateRow(stateKind, hold.Id, hold.Write()));
        return true;
    }

    /// <summary>Puts back one that was stored.</summary>
    public void Put(T hold)
    {
        _entries[hold.Id] = new Entry(hold, [.. hold.Matchers.Select(m => new MatcherTest(m))]);
        _ends.Set(hold.Id, hold.EndsAt);
    }

    public void End(string id, CommitBuilder commit)
    {
        if (_entries.Remove(id))
        {
            _ends.Set(id, null);
            commit.Put(new StateRow(stateKind, id, null));
        }
    }

    /// <summary>Drops those that are over. True: there were any.</summary>
    public bool Expire(DateTimeOffset now, CommitBuilder commit)
    {
        var any = false;
        while (_ends.TakeOver(now) is { } id)
        {
            End(id, commit);
            any = true;
        }

        return any;
    }

    /// <summary>The first one that holds now and whose matchers pass; null for none.</summary>
    public T? Find(DateTimeOffset now, Func<ImmutableArray<MatcherTest>, bool> meets)
    {
        foreach (var (hold, tests) in _entries.Values)
        {
            if (hold.StartsAt <= now && !(hold.EndsAt < now) && meets(tests))
            {
                return hold;
            }
        }

        return null;
    }

    public bool Contains(string id) => _entries.ContainsKey(id);

    /// <summary>Whether one of them means it, begun or not.</summary>
    public bool Means(string id, Func<ImmutableArray<MatcherTest>, bool> meets) => _entries.TryGetValue(id, out var entry) && meets(entry.Tests);

    private readonly record struct Entry(T Hold, ImmutableArray<MatcherTest> Tests);
}
