namespace Reactor.Store.Sqlite.Writing;

/// <summary>How far each partition has come. Of a group of commits a partition's row is written once, before the transaction ends: most groups have many of each.</summary>
internal sealed class PartitionRows(Database database)
{
    private readonly Dictionary<int, Position> _positions = [];
    private readonly List<int> _changed = []; // In the transaction under way.

    /// <summary>The last sequence number that a partition has used, this transaction's commits included; 0 for none.</summary>
    public long Applied(int partition) => Of(partition).Applied;

    /// <summary>A partition has come further.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="applied">Its last sequence number.</param>
    /// <param name="lastAt">The latest time of what it wrote; null for none.</param>
    public void Advance(int partition, long applied, DateTimeOffset? lastAt)
    {
        var before = Of(partition);
        if (!before.IsChanged)
            _changed.Add(partition);
        _positions[partition] = new Position(applied, before.LastAt > lastAt ? before.LastAt : lastAt ?? before.LastAt, IsChanged: true);
    }

    /// <summary>Writes what has changed. The last thing in a transaction.</summary>
    public void Write()
    {
        foreach (int partition in _changed)
        {
            var position = _positions[partition];
            using var statement = database.Get(
                "INSERT INTO partitions (partition, applied_sequence, last_at) VALUES (?, ?, ?) ON CONFLICT (partition) DO UPDATE SET applied_sequence = excluded.applied_sequence, last_at = excluded.last_at");
            statement.Add(partition).Add(position.Applied).Add(position.LastAt).Run();
            _positions[partition] = position with { IsChanged = false };
        }

        _changed.Clear();
    }

    /// <summary>A transaction was undone.</summary>
    public void Forget()
    {
        _positions.Clear();
        _changed.Clear();
    }

    private Position Of(int partition)
    {
        if (_positions.TryGetValue(partition, out var position))
            return position;
        using var statement = database.Get("SELECT applied_sequence, last_at FROM partitions WHERE partition = ?");
        position = statement.Add(partition).Step() ? new Position(statement.Long(0), statement.TimeOrNull(1), IsChanged: false) : default;
        _positions.Add(partition, position);
        return position;
    }

    private readonly record struct Position(long Applied, DateTimeOffset? LastAt, bool IsChanged);
}
