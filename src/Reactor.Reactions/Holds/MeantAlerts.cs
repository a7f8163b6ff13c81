using System.Collections.Immutable;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Groups;
using Reactor.Reactions.Partitions;

namespace Reactor.Reactions.Holds;

/// <summary>
/// Which open alerts each silence means that lasts until they are resolved: asked once, when the alert opens or the silence comes, since what an
/// alert says stays as it opened. A silence that means no open alert here holds nothing here, and is not kept.
/// </summary>
internal sealed class MeantAlerts(AlertBook book, GroupBook groups, HoldList<Silence> silences, PartitionTally tally)
{
    private readonly SortedDictionary<string, HashSet<string>> _bySilence = new(StringComparer.Ordinal);

    // An alert that no such silence means has no entry.
    private readonly Dictionary<string, SortedSet<string>> _byAlert = new(StringComparer.Ordinal);

    /// <summary>Takes a silence that is kept from now on. False: it means no open alert.</summary>
    public bool Add(Silence silence)
    {
        Forget(silence.Id);
        // Groups hold alerts of other partitions.
        foreach (var alert in book.All.Concat(groups.Open))
        {
            Ask(silence.Id, alert);
        }

        return _bySilence.ContainsKey(silence.Id);
    }

    /// <summary>Partitions of the groups that alerts of here are told with which it means.</summary>
    public ImmutableSortedSet<int> GroupsOf(string silence) => _bySilence.TryGetValue(silence, out var uids)
        ? [.. uids.Select(uid => book.Find(uid)?.Extra.Group?.Partition).OfType<int>()]
        : [];

    /// <summary>An alert opened.</summary>
    public void Open(OpenAlert alert)
    {
        foreach (var id in _bySilence.Keys.ToArray())
        {
            if (silences.Contains(id))
            {
                Ask(id, alert);
            }
            else
            {
                Forget(id);
            }
        }
    }

    /// <summary>An alert ended: gives the silences that mean no other, in the order of their ids.</summary>
    public ImmutableArray<string> Close(string uid)
    {
        if (!_byAlert.Remove(uid, out var ids))
        {
            return [];
        }

        var ended = ImmutableArray.CreateBuilder<string>();
        foreach (var id in ids)
        {
            var meant = _bySilence[id];
            meant.Remove(uid);
            if (meant.Count == 0)
            {
                _bySilence.Remove(id);
                ended.Add(id);
            }
        }

        return ended.ToImmutable();
    }

    /// <summary>The silence is not kept any more.</summary>
    public void Forget(string id)
    {
        if (!_bySilence.Remove(id, out var meant))
        {
            return;
        }

        foreach (var uid in meant)
        {
            var ids = _byAlert[uid];
            ids.Remove(id);
            if (ids.Count == 0)
            {
                _byAlert.Remove(uid);
            }
        }
    }

    private void Ask(string id, OpenAlert alert)
    {
        tally.HoldsAsked++;
        if (!silences.Means(id, HoldJudge.SubjectOf(alert).Meets))
        {
            return;
        }

        if (!_bySilence.TryGetValue(id, out var meant))
        {
            _bySilence.Add(id, meant = new HashSet<string>(StringComparer.Ordinal));
        }

        if (!_byAlert.TryGetValue(alert.Row.Uid, out var ids))
        {
            _byAlert.Add(alert.Row.Uid, ids = new SortedSet<string>(StringComparer.Ordinal));
        }

        meant.Add(alert.Row.Uid);
        ids.Add(id);
    }
}
