using System.Collections.Immutable;
using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>What waits to be taken in by partitions.</summary>
internal static class Inbox
{
    /// <summary>Returns 0 where one of that id waits already: that one stands.</summary>
    public static int Insert(Database database, InboxRow row)
    {
        using var statement = database.Get("INSERT INTO inbox (id, partition, kind, payload) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING");
        return statement.Add(row.Id).Add(row.Partition).Add(row.Kind).AddBlob(row.Payload.Span).Run();
    }

    /// <summary>A row ends with the commit that follows from it; one that is not there would be taken twice.</summary>
    public static void Take(Database database, int partition, string id)
    {
        using var statement = database.Get("DELETE FROM inbox WHERE id = ? AND partition = ?");
        if (statement.Add(id).Add(partition).Run() == 0)
            throw new InvalidOperationException($"Partition {partition}: {id} is not in its inbox (any more), so nothing can follow from it.");
    }

    /// <summary>The rows that came first.</summary>
    public static ImmutableArray<InboxRow> First(Database database, int partition, int max)
    {
        using var statement = database.Get("SELECT id, kind, payload FROM inbox WHERE partition = ? ORDER BY seq LIMIT ?");
        return Read(statement, partition, max);
    }

    /// <summary>The rows that a start is to take: what holds something back (<see cref="InboxKinds.IsHold"/>) before the rest, each in its order.</summary>
    public static ImmutableArray<InboxRow> FirstOfStart(Database database, int partition, int max)
    {
        using var statement = database.Get(
            "SELECT id, kind, payload FROM inbox WHERE partition = ? ORDER BY kind IN ('silence', 'maintenance', 'inhibitor') DESC, seq LIMIT ?");
        return Read(statement, partition, max);
    }

    /// <summary>Whether silences or maintenances wait that the partition has not taken in.</summary>
    public static bool HasHolds(Database database, int partition)
    {
        using var statement = database.Get("SELECT 1 FROM inbox WHERE partition = ? AND kind IN ('silence', 'maintenance') LIMIT 1");
        return statement.Add(partition).Step();
    }

    /// <summary>Whether a row of a kind waits whose payload has a text. Read row by row: for people, not for partitions.</summary>
    public static bool Waits(Database database, int partition, string kind, string text)
    {
        using var statement = database.Get("SELECT 1 FROM inbox WHERE partition = ? AND kind = ? AND instr(CAST(payload AS TEXT), ?) > 0 LIMIT 1");
        return statement.Add(partition).Add(kind).Add(text).Step();
    }

    private static ImmutableArray<InboxRow> Read(Statement statement, int partition, int max)
    {
        statement.Add(partition).Add(max);
        var rows = ImmutableArray.CreateBuilder<InboxRow>();
        while (statement.Step())
            rows.Add(new InboxRow(statement.Text(0), partition, statement.Text(1), statement.Blob(2)));
        return rows.ToImmutable();
    }
}
