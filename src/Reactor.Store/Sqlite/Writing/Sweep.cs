namespace Reactor.Store.Sqlite.Writing;

/// <summary>
/// Goes over the old rows of a table from the oldest on, a bounded number of them a call, and removes those that may go: so rows that stay make no call
/// longer than another. Belongs to one pruning.
/// </summary>
/// <param name="table">The table; its rows are numbered by <c>seq</c>.</param>
/// <param name="time">Its column of times, which has an index.</param>
/// <param name="mayGo">Which rows may go, as SQL over the row <c>r</c>.</param>
/// <param name="cutoff">Younger rows are not looked at.</param>
internal sealed class Sweep(string table, string time, string mayGo, DateTimeOffset cutoff)
{
    private readonly long _cutoff = Times.ToMicroseconds(cutoff);
    private (long At, long Seq) _after = (long.MinValue, long.MinValue);

    /// <summary>Whether all old rows were looked at.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Looks at the next rows; how many went.</summary>
    public int Next(Database database)
    {
        var upTo = End(database);
        using var statement = database.Get(
            $"DELETE FROM {table} WHERE seq IN (SELECT r.seq FROM {table} r WHERE r.{time} < ? AND (r.{time}, r.seq) > (?, ?) AND (r.{time}, r.seq) <= (?, ?) AND {mayGo})");
        var end = upTo ?? (long.MaxValue, long.MaxValue);
        var gone = statement.Add(_cutoff).Add(_after.At).Add(_after.Seq).Add(end.At).Add(end.Seq).Run();
        (_after, IsOver) = (end, upTo is null);
        return gone;
    }

    // The last row to be looked at; null where there are fewer.
    private (long At, long Seq)? End(Database database)
    {
        using var statement = database.Get(
            $"SELECT r.{time}, r.seq FROM {table} r WHERE r.{time} < ? AND (r.{time}, r.seq) > (?, ?) ORDER BY r.{time}, r.seq LIMIT 1 OFFSET ?");
        return statement.Add(_cutoff).Add(_after.At).Add(_after.Seq).Add(Retention.Chunk - 1).Step() ? (statement.Long(0), statement.Long(1)) : null;
    }
}
