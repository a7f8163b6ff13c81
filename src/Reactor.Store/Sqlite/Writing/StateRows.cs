using System.Collections.Immutable;
using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>Pieces of partitions' state that are rows of their own.</summary>
internal static class StateRows
{
    public static void Write(Database database, int partition, StateRow row)
    {
        if (row.Payload is not { IsEmpty: false } payload)
        {
            using var gone = database.Get("DELETE FROM partition_state WHERE partition = ? AND kind = ? AND key = ?");
            gone.Add(partition).Add(row.Kind).Add(row.Key).Run();
            return;
        }
        using var statement = database.Get(
            """
            INSERT INTO partition_state (partition, kind, key, payload) VALUES (?, ?, ?, ?)
            ON CONFLICT (partition, kind, key) DO UPDATE SET payload = excluded.payload
            """);
        statement.Add(partition).Add(row.Kind).Add(row.Key).AddBlob(payload.Span).Run();
    }

    /// <summary>The payload of one; null where there is none.</summary>
    public static byte[]? Find(Database database, int partition, string kind, string key)
    {
        using var statement = database.Get("SELECT payload FROM partition_state WHERE partition = ? AND kind = ? AND key = ?");
        return statement.Add(partition).Add(kind).Add(key).Step() ? statement.Blob(0) : null;
    }

    public static ImmutableArray<StateRow> Read(Database database, int partition)
    {
        using var statement = database.Get("SELECT kind, key, payload FROM partition_state WHERE partition = ? ORDER BY kind, key");
        statement.Add(partition);
        var rows = ImmutableArray.CreateBuilder<StateRow>();
        while (statement.Step())
            rows.Add(new StateRow(statement.Text(0), statement.Text(1), statement.Blob(2)));
        return rows.ToImmutable();
    }
}
