using System.Collections.Immutable;
using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>Rules that fired.</summary>
internal static class FiringRows
{
    private static readonly Dictionary<string, long> s_none = [];

    /// <summary>Adds them; one of an id that is there already stands. Returns the blocks of the deliveries that are decided with them, by their ids.</summary>
    public static IReadOnlyDictionary<string, long> Insert(Session session, ImmutableArray<FiringRow> rows)
    {
        if (rows.IsEmpty)
            return s_none;
        var blocks = new Dictionary<string, long>(rows.Length, StringComparer.Ordinal);
        foreach (var row in rows)
        {
            bool isNew = Insert(session.Database, row);
            session.Duplicates += isNew ? 0 : 1;
            blocks[row.Id] = IdBlocks.Of(isNew ? session.Database.LastRow : Number(session.Database, row));
        }

        return blocks;
    }

    private static bool Insert(Database database, FiringRow row)
    {
        using var statement = database.Get(
            """
            INSERT INTO firings (id, rule, severity, vm_id, vm_name, event_id, event_name, at, key, suppressed, shadow) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (event_id, id) DO NOTHING
            """);
        return statement.Add(row.Id).Add(row.Rule).Add(row.Severity).Add(row.VmId).Add(row.VmName).Add(row.EventId)
            .Add(row.EventName).Add(row.At).Add(row.Key).Add(row.Suppressed).AddJson(row.Shadow).Run() > 0;
    }

    private static long Number(Database database, FiringRow row)
    {
        using var statement = database.Get("SELECT seq FROM firings WHERE event_id = ? AND id = ?");
        statement.Add(row.EventId).Add(row.Id).Step();
        return statement.Long(0);
    }
}
