namespace Reactor.Store.Sqlite.Writing;

/// <summary>Silences and maintenances as they were asked for.</summary>
internal static class Holds
{
    public const string Silence = "silence";

    public const string Maintenance = "maintenance";

    // In some partition it is in force, or waits to be.
    public const string IsKept =
        """
        (EXISTS (SELECT 1 FROM partition_state s WHERE s.kind IN ('silence', 'maintenance') AND s.kind = h.kind AND s.key = h.id)
         OR EXISTS (SELECT 1 FROM inbox i WHERE i.id >= 'hold/' || h.id || '/' AND i.id < 'hold/' || h.id || '0'))
        """;

    public static void Insert(Database database, HoldRow row)
    {
        using var statement = database.Get(
            "INSERT INTO holds (id, kind, created_at, uid, pid, ends_at, payload) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING");
        int added = statement.Add(row.Hold.Id).Add(row.Hold is Reactions.Holds.Silence ? Silence : Maintenance).Add(row.CreatedAt).Add(row.Uid).Add(row.Pid)
            .Add(row.Hold.EndsAt).AddBlob(row.Hold.Write().Span).Run();
        if (added == 0)
            throw new InvalidOperationException($"There is a silence or a maintenance {row.Hold.Id} already.");
    }

    public static void End(Database database, HoldEnd end)
    {
        using var statement = database.Get("UPDATE holds SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL");
        statement.Add(end.At).Add(end.By).Add(end.Id).Run();
    }

    /// <summary>Those that ended before a time, a chunk at a time.</summary>
    public static int Before(Database database, DateTimeOffset cutoff, int most)
    {
        using var statement = database.Get(
            $"""
            DELETE FROM holds WHERE seq IN (
                SELECT h.seq FROM holds h
                WHERE h.created_at < ?1 AND (h.ends_at < ?1 OR h.ended_at < ?1 OR (h.ends_at IS NULL AND h.ended_at IS NULL AND NOT {IsKept}))
                ORDER BY h.seq LIMIT ?2)
            """);
        return statement.Add(cutoff).Add(most).Run();
    }
}
