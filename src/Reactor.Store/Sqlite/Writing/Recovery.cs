using System.Collections.Immutable;
using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>Reads what a partition goes on from.</summary>
internal static class Recovery
{
    public static PartitionRecovery Read(Database database, int partition)
    {
        var snapshot = Snapshot(database, partition);
        var inbox = Inbox.FirstOfStart(database, partition, PartitionRecovery.MostInbox + 1);
        return new PartitionRecovery(
            AppliedSequence(database, partition),
            Times.FromMicroseconds(database.Scalar("SELECT max(last_at) FROM partitions")),
            snapshot,
            Inputs(database, partition, snapshot?.Sequence ?? 0),
            OpenAlerts(database, partition))
        {
            State = StateRows.Read(database, partition),
            Inbox = inbox.Length > PartitionRecovery.MostInbox ? inbox[..PartitionRecovery.MostInbox] : inbox,
            MoreInbox = inbox.Length > PartitionRecovery.MostInbox,
        };
    }

    /// <summary>The last sequence number that was used; 0 for none.</summary>
    public static long AppliedSequence(Database database, int partition)
    {
        using var statement = database.Get("SELECT applied_sequence FROM partitions WHERE partition = ?");
        return statement.Add(partition).Step() ? statement.Long(0) : 0;
    }

    private static SnapshotRow? Snapshot(Database database, int partition)
    {
        using var statement = database.Get("SELECT sequence, version, state FROM snapshots WHERE partition = ?");
        return statement.Add(partition).Step() ? new SnapshotRow(statement.Long(0), statement.Int(1), statement.Blob(2)) : null;
    }

    private static ImmutableArray<InputRow> Inputs(Database database, int partition, long above)
    {
        using var statement = database.Get("SELECT sequence, kind, at, payload, rules FROM inputs WHERE partition = ? AND sequence > ? ORDER BY sequence");
        statement.Add(partition).Add(above);
        var rows = ImmutableArray.CreateBuilder<InputRow>();
        while (statement.Step())
            rows.Add(new InputRow(statement.Long(0), statement.Text(1), statement.Time(2), statement.Blob(3), JsonText.ReadArray(statement.Text(4))));
        return rows.ToImmutable();
    }

    private static ImmutableArray<AlertRow> OpenAlerts(Database database, int partition)
    {
        using var statement = database.Get($"SELECT {AlertColumns.All} FROM alerts WHERE partition = ? AND state <> 'resolved' ORDER BY seq");
        statement.Add(partition);
        var rows = ImmutableArray.CreateBuilder<AlertRow>();
        while (statement.Step())
            rows.Add(AlertColumns.Read(statement));
        return rows.ToImmutable();
    }
}
