using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;

namespace Reactor.Reactions.Simulation;

/// <summary>
/// Stands in for the store, in memory: keeps what it would keep, and gives back what it would give back at the next start. In particular it
/// takes budgets in the transaction of a step's intent, and adds no inbox row of an id that it has seen.
/// </summary>
internal sealed class SimulatedStore
{
    private readonly Kept[] _partitions = [.. Enumerable.Range(0, PartitionMap.Count).Select(_ => new Kept())];
    private readonly Dictionary<string, AlertRow> _alerts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Table, string Key), RecordRow> _keyed = [];
    private readonly List<RecordRow> _appended = [];
    private readonly HashSet<string> _inboxIds = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Budget, string Key), List<DateTimeOffset>> _taken = [];

    /// <summary>The newest engine time that was stored.</summary>
    public DateTimeOffset LastAt { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>All alerts as they stand, in order of their opening.</summary>
    public IEnumerable<AlertRow> Alerts => _alerts.Values.OrderBy(a => a.StartsAt).ThenBy(a => a.Uid, StringComparer.Ordinal);

    /// <summary>All rows of record tables as they stand.</summary>
    public IEnumerable<RecordRow> Records => _keyed.Values.Concat(_appended).OrderBy(r => r.At);

    /// <summary>All pieces of state of a kind.</summary>
    public IEnumerable<StateRow> State(string kind) => _partitions.SelectMany(p => p.State.Values).Where(s => s.Kind == kind);

    /// <summary>Partitions of which something is kept.</summary>
    public IEnumerable<int> Used => Enumerable.Range(0, _partitions.Length).Where(p => _partitions[p].Applied > 0);

    /// <summary>Writes a commit; gives the inbox rows that are new, those about spent budgets among them, and the steps to be carried out.</summary>
    public (IReadOnlyList<InboxRow> Inbox, IReadOnlyList<StepRow> Steps) Append(Commit commit, DateTimeOffset now)
    {
        var kept = _partitions[commit.Partition];
        kept.Applied = commit.AppliedSequence;
        LastAt = now;
        kept.Inputs.AddRange(commit.Inputs);
        if (commit.Snapshot is { } snapshot)
        {
            kept.Snapshot = snapshot;
            kept.Inputs.RemoveAll(i => i.Sequence <= snapshot.Sequence);
        }

        foreach (var alert in commit.Alerts)
        {
            _alerts[alert.Uid] = alert;
        }

        foreach (var state in commit.State)
        {
            if (state.Payload is null)
            {
                kept.State.Remove((state.Kind, state.Key));
            }
            else
            {
                kept.State[(state.Kind, state.Key)] = state;
            }
        }

        foreach (var record in commit.Records)
        {
            Record(record);
        }

        foreach (var taken in commit.Taken)
        {
            kept.Inbox.RemoveAll(row => row.Id == taken);
        }

        var fresh = commit.Outgoing.Where(Add).ToList();
        var steps = new List<StepRow>();
        foreach (var step in commit.Steps.Where(step => step.Ended is null))
        {
            if (step.Budget is { } budget && !Take(budget, step.IntendedAt))
            {
                var row = new InboxRow($"{step.Id}/budget", commit.Partition, InboxKinds.StepResult, StepResultJson.Write(StepResult.OfSpentBudget(step.Id, budget)));
                if (Add(row))
                {
                    fresh.Add(row);
                }
            }
            else
            {
                steps.Add(step);
            }
        }

        return (fresh, steps);
    }

    /// <summary>Adds a row that comes from no commit; false for one that is known.</summary>
    public bool Add(InboxRow row)
    {
        if (!_inboxIds.Add(row.Id))
        {
            return false;
        }

        _partitions[row.Partition].Inbox.Add(row);
        return true;
    }

    /// <summary>What a partition goes on from.</summary>
    public void Restore(int partition, PartitionCore core)
    {
        var kept = _partitions[partition];
        var open = _alerts.Values.Where(a => a.State.IsOpen() && PartitionMap.OfAlert(a.VmId, a.Key) == partition).OrderBy(a => a.Uid, StringComparer.Ordinal);
        core.Restore(kept.Snapshot, [.. kept.Inputs], open, kept.Applied, kept.State.Values);
    }

    /// <summary>Inbox rows that nobody took.</summary>
    public IReadOnlyList<InboxRow> Pending => [.. _partitions.SelectMany(p => p.Inbox)];

    private void Record(RecordRow row)
    {
        if (row.Key is null)
        {
            _appended.Add(row);
            return;
        }

        var id = (row.Table, row.Key);
        _keyed[id] = _keyed.TryGetValue(id, out var old) ? row with { Fields = MergedFields.Of(old.Fields, row.Fields) } : row;
    }

    /// <summary>A step was not begun: what it took from its budget goes back.</summary>
    public void GiveBack(StepRow step)
    {
        if (step.Budget is { } budget && _taken.GetValueOrDefault((budget.Name, budget.Key)) is { } times)
        {
            times.Remove(step.IntendedAt);
        }
    }

    private bool Take(BudgetTake budget, DateTimeOffset now)
    {
        var id = (budget.Name, budget.Key);
        if (!_taken.TryGetValue(id, out var times))
        {
            _taken.Add(id, times = []);
        }

        times.RemoveAll(at => now - at >= budget.Per);

        if (times.Count >= budget.Max)
        {
            return false;
        }

        times.Add(now);
        return true;
    }

    private sealed class Kept
    {
        public long Applied { get; set; }

        public SnapshotRow? Snapshot { get; set; }

        public List<InputRow> Inputs { get; } = [];

        public Dictionary<(string Kind, string Key), StateRow> State { get; } = [];

        public List<InboxRow> Inbox { get; } = [];
    }
}
