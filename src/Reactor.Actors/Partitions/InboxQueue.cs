using Reactor.Reactions.Commits;
using Reactor.Store;

namespace Reactor.Actors.Partitions;

/// <summary>
/// The part of a partition's inbox that is in memory: rows that wait, and the ids of those whose commit is under way. Bounded: what does not
/// fit stays in the store, and so does all that comes after it, until it is loaded in its order. Every row is given out once, however often it
/// is brought: by its sender and by a load. Belongs to a shard.
/// </summary>
internal sealed class InboxQueue
{
    /// <summary>Most rows in memory, those under way included.</summary>
    internal const int MaxRows = PartitionRecovery.MostInbox;

    private const int MostRemembered = 16 * MaxRows;

    private readonly Queue<InboxRow> _waiting = new();
    private readonly List<InboxRow> _early = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _endedWhileLoading = [];

    // Rows that a load gave before their sender brought them. Their sender may still do so once they are taken: that is the second time.
    private readonly HashSet<string> _loadedFirst = new(StringComparer.Ordinal);
    private readonly Queue<string> _loadedInOrder = new();
    private bool _moreInStore;
    private bool _loading;
    private bool _leftWhileLoading;

    /// <summary>Rows that wait.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Whether anything waits, here or in the store, that was not given out yet.</summary>
    public bool AnyWaits => _waiting.Count > 0 || _moreInStore;

    /// <summary>Whether rows were given out too early: the next ones are given out with them.</summary>
    public bool HasEarly => _early.Count > 0;

    /// <summary>Rows that were brought a second time.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Rows that did not fit and stayed in the store for a while.</summary>
    public long LeftInStore { get; private set; }

    /// <summary>Whether the store has rows that fit by now.</summary>
    public bool WantsLoad => _moreInStore && !_loading && _known.Count <= MaxRows / 2;

    /// <summary>A row is durable and was brought here.</summary>
    public void Bring(InboxRow row)
    {
        if (_known.Contains(row.Id) || _loadedFirst.Contains(row.Id))
        {
            _loadedFirst.Remove(row.Id);
            Duplicates++;
            return;
        }

        if (!_moreInStore && _known.Count < MaxRows)
        {
            Add(row);
            return;
        }

        LeftInStore++;
        _moreInStore = true;
        _leftWhileLoading |= _loading;
    }

    /// <summary>What the store held at the start.</summary>
    public void Recover(PartitionRecovery recovery)
    {
        foreach (var row in recovery.Inbox)
            Add(row);
        _moreInStore = recovery.MoreInbox;
    }

    /// <summary>Those that were too early, and the next rows in order; their commit is then under way.</summary>
    /// <param name="maxRows">At most so many.</param>
    /// <param name="maxBytes">No further one once there are so many bytes.</param>
    public List<InboxRow> Take(int maxRows, long maxBytes)
    {
        List<InboxRow> taken = [.. _early];
        _early.Clear();
        for (long bytes = 0; taken.Count < maxRows && bytes < maxBytes && _waiting.TryDequeue(out var row); bytes += row.Payload.Length)
            taken.Add(row);
        return taken;
    }

    /// <summary>Of rows that were given out only these were taken: the others were too early.</summary>
    public void PutBack(IReadOnlyList<InboxRow> given, IReadOnlyCollection<string> taken)
    {
        if (taken.Count < given.Count)
            _early.AddRange(given.ExceptBy(taken, row => row.Id));
    }

    /// <summary>The commit that took these rows is durable: the store has them no more.</summary>
    public void End(IEnumerable<string> ids)
    {
        // What is being loaded may still hold them.
        if (_loading)
            _endedWhileLoading.AddRange(ids);
        else
            _known.ExceptWith(ids);
    }

    /// <summary>A load begins; returns how many rows to ask for: those that are known are the first of them.</summary>
    public int BeginLoad()
    {
        _loading = true;
        _leftWhileLoading = false;
        return _known.Count + MaxRows;
    }

    /// <summary>The load did not succeed.</summary>
    public void FailLoad() => EndLoad();

    /// <summary>The load gave these, of at most so many.</summary>
    public void Load(IReadOnlyList<InboxRow> rows, int asked)
    {
        var full = false;
        foreach (var row in rows.Where(row => !_known.Contains(row.Id)))
        {
            full = _known.Count >= MaxRows;
            if (full)
                break;
            Add(row);
            RememberLoaded(row.Id);
        }

        _moreInStore = full || rows.Count == asked || _leftWhileLoading;
        EndLoad();
    }

    // What was in the store from before is never brought: the oldest are forgotten. A sender is never that far behind, as commits go one after another.
    private void RememberLoaded(string id)
    {
        if (_loadedFirst.Add(id))
            _loadedInOrder.Enqueue(id);
        while (_loadedInOrder.Count > MostRemembered)
            _loadedFirst.Remove(_loadedInOrder.Dequeue());
    }

    private void EndLoad()
    {
        _loading = false;
        _known.ExceptWith(_endedWhileLoading);
        _endedWhileLoading.Clear();
    }

    private void Add(InboxRow row)
    {
        _known.Add(row.Id);
        _waiting.Enqueue(row);
    }
}
