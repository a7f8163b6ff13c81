namespace Reactor.Store.Sqlite.Writing;

/// <summary>Removes what is old, a chunk per call.</summary>
internal static class Retention
{
    public const int Chunk = 2000;

    public static int EventsBefore(Database database, DateTimeOffset cutoff) => Delete(
        database, "DELETE FROM events WHERE seq IN (SELECT seq FROM events WHERE at < ? ORDER BY at LIMIT ?)", Times.ToMicroseconds(cutoff));

    /// <summary>Counts by the numbers given out, of which at least as many are taken as there are rows.</summary>
    public static int EventsBeyond(Database database, long rows) => Delete(
        database, "DELETE FROM events WHERE seq IN (SELECT seq FROM events WHERE seq <= (SELECT max(seq) FROM events) - ? ORDER BY seq LIMIT ?)", rows);

    public static int DeliveriesBefore(Database database, DateTimeOffset cutoff) => Delete(
        database,
        "DELETE FROM deliveries WHERE state <> 'pending' AND seq IN (SELECT seq FROM deliveries WHERE completed_at < ? ORDER BY completed_at LIMIT ?)",
        Times.ToMicroseconds(cutoff));

    public static int AlertsBefore(Database database, DateTimeOffset cutoff) => Delete(
        database,
        "DELETE FROM alerts WHERE state = 'resolved' AND seq IN (SELECT seq FROM alerts WHERE ends_at < ? ORDER BY ends_at LIMIT ?)",
        Times.ToMicroseconds(cutoff));

    public static int FiringsBefore(Database database, DateTimeOffset cutoff) => Delete(
        database, "DELETE FROM firings WHERE seq IN (SELECT seq FROM firings WHERE at < ? ORDER BY at LIMIT ?)", Times.ToMicroseconds(cutoff));

    /// <summary>Inputs that a snapshot contains and that were not cut with it.</summary>
    public static int InputsBelowSnapshots(Database database)
    {
        var snapshots = new List<(int Partition, long Sequence)>();
        using (var statement = database.Get("SELECT partition, sequence FROM snapshots"))
        {
            while (statement.Step())
                snapshots.Add((statement.Int(0), statement.Long(1)));
        }
        int cut = 0;
        foreach (var (partition, sequence) in snapshots)
            cut += CommitWriter.CutInputs(database, partition, sequence, Chunk - cut);
        return cut;
    }

    private static int Delete(Database database, string sql, long bound)
    {
        using var statement = database.Get(sql);
        return statement.Add(bound).Add(Chunk).Run();
    }
}
