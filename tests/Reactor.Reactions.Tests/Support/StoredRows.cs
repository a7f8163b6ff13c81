using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;

namespace Reactor.Reactions.Tests.Support;

/// <summary>What a store would hold after some commits, and a partition's restart from it.</summary>
internal sealed class StoredRows
{
    private readonly List<InputRow> _inputs = [];
    private readonly Dictionary<string, AlertRow> _alerts = [];
    private readonly Dictionary<(string Kind, string Key), StateRow> _state = [];
    private SnapshotRow? _snapshot;
    private long _applied;

    /// <summary>Uids of the alerts that fire, oldest first.</summary>
    public IEnumerable<string> Open => _alerts.Values.Where(a => a.State.IsOpen()).OrderBy(a => a.StartsAt).ThenBy(a => a.Uid, StringComparer.Ordinal).Select(a => a.Uid);

    public void Append(Commit commit)
    {
        if (commit.IsEmpty)
        {
            return;
        }

        Assert.True(commit.AppliedSequence > _applied, "the store refuses a commit at or below the stored sequence");
        Assert.All(commit.Inputs, input => Assert.InRange(input.Sequence, _applied + 1, commit.AppliedSequence));
        _applied = commit.AppliedSequence;
        _inputs.AddRange(commit.Inputs);
        foreach (var alert in commit.Alerts)
        {
            _alerts[alert.Uid] = alert;
        }

        foreach (var row in commit.State)
        {
            if (row.Payload is null)
            {
                _state.Remove((row.Kind, row.Key));
            }
            else
            {
                _state[(row.Kind, row.Key)] = row;
            }
        }

        if (commit.Snapshot is { } snapshot)
        {
            Assert.Equal(commit.AppliedSequence, snapshot.Sequence);
            _snapshot = snapshot;
            _inputs.RemoveAll(input => input.Sequence <= snapshot.Sequence);
        }
    }

    public PartitionCore Restore(PartitionCore fresh)
    {
        fresh.Restore(_snapshot, _inputs, _alerts.Values.Where(a => a.State.IsOpen()), _applied, _state.Values);
        return fresh;
    }
}
