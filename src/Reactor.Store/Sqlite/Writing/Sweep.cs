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

    /// <summary>Removes what may go of the next rows. It stands where it stood until it <see cref="GoOn"/>: a transaction that is undone is run again.</summary>
    public Swept Next(Database database)
    {
        var upTo = End(database);
        // Bounds of the time alone are what the index is gone through by: else each call would go on to the cutoff.
        using var statement = database.Get(
            $"DELETE FROM {table} WHERE seq IN (SELECT r.seq FROM {table} r WHERE r.{time} BETWEEN ?1 AND ?3 AND (r.{time}, r.seq) > (?1, ?2) AND (r.{time}, r.seq) <= (?3, ?4) AND {mayGo})");
        var end = upTo ?? (_cutoff, long.MinValue);
        var gone = statement.Add(_after.At).Add(_after.Seq).Add(end.At).Add(end.Seq).Run();
        return new Swept(gone, end, upTo is null);
    }

    /// <summary>What was swept is durable.</summary>
    public void GoOn(Swept swept) => (_after, IsOver) = (swept.End, swept.IsLast);

    // The last row to be looked at; null where there are fewer.
    private (long At, long Seq)? End(Database database)
    {
        using var statement = database.Get(
            $"SELECT r.{time}, r.seq FROM {table} r WHERE r.{time} < ? AND (r.{time}, r.seq) > (?, ?) ORDER BY r.{time}, r.seq LIMIT 1 OFFSET ?");
        return statement.Add(_cutoff).Add(_after.At).Add(_after.Seq).Add(Retention.Chunk - 1).Step() ? (statement.Long(0), statement.Long(1)) : null;
    }

    /// <summary>What a call did.</summary>
    /// <param name="Gone">Rows that went.</param>
    /// <param name="End">The last row that was looked at.</param>
    /// <param name="IsLast">Whether there is none after it.</param>
    public readonly record struct Swept(int Gone, (long At, long Seq) End, bool IsLast);
}
