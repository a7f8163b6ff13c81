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

    public static Sweep DeliveriesBefore(DateTimeOffset cutoff) => new("deliveries", "completed_at", "r.state NOT IN ('pending', 'dead')", cutoff);

    public static Sweep DeadLettersBefore(DateTimeOffset cutoff) => new("deliveries", "completed_at", "r.state = 'dead'", cutoff);

    public static int AlertsBefore(Database database, DateTimeOffset cutoff) => Delete(
        database,
        "DELETE FROM alerts WHERE seq IN (SELECT seq FROM alerts WHERE state = 'resolved' AND ends_at < ? ORDER BY ends_at LIMIT ?)",
        Times.ToMicroseconds(cutoff));

    /// <summary>A firing stays for as long as anything of it does that isn't over, and with its dead letters, which may be sent again.</summary>
    public static Sweep FiringsBefore(DateTimeOffset cutoff) => new(
        "firings", "at",
        """
        NOT EXISTS (SELECT 1 FROM deliveries d INDEXED BY deliveries_firings WHERE d.block IN (r.block + 1, 0) AND d.firing_id = r.id)
        AND NOT EXISTS (SELECT 1 FROM steps s WHERE s.firing_id = r.id AND s.state <> 'ended')
        AND r.id NOT IN (SELECT a.firing_id FROM alerts a WHERE a.state <> 'resolved')
        """,
        cutoff);

    public static int RecordsBefore(Database database, DateTimeOffset cutoff)
    {
        var tables = new List<string>();
        using (var statement = database.Get("SELECT name FROM record_tables"))
        {
            while (statement.Step())
                tables.Add(statement.Text(0));
        }

        var removed = 0;
        foreach (var table in tables)
        {
            using var statement = database.Get("DELETE FROM records WHERE seq IN (SELECT seq FROM records WHERE table_name = ? AND at < ? ORDER BY at LIMIT ?)");
            removed += statement.Add(table).Add(cutoff).Add(Chunk - removed).Run();
        }

        return removed;
    }

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
