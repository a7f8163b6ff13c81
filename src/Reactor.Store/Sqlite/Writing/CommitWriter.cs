using System.Collections.Immutable;
using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>Writes what follows from a batch of inputs.</summary>
internal static class CommitWriter
{
    // A snapshot cuts at most so many inputs at once; what is left is cut by the next one or by pruning.
    private const int MostCut = 5000;

    public static void Write(Session session, Commit commit, AppendedDeliveries appended)
    {
        Advance(session.Partitions, commit);
        foreach (var row in commit.Inputs)
            Insert(session.Database, commit.Partition, row);
        foreach (var row in commit.Events)
            session.Duplicates += 1 - Insert(session.Database, row);
        var blocks = FiringRows.Insert(session, commit.Firings);
        foreach (var row in commit.Alerts)
        {
            Upsert(session.Database, commit.Partition, row);
            if (row.State == AlertState.Resolved)
                Wake(HeldDeliveries.ReleaseAlert(session, row.Uid));
        }
        foreach (var untold in commit.Untold)
            Correct(session.Database, untold);
        foreach (var row in commit.Deliveries.Where(row => row.ReplacesResends))
            Resends.Drop(session, row);
        bool maybeHeld = !commit.Deliveries.IsEmpty && !session.Holds.Tests(session.Database).IsEmpty && Inbox.HasHolds(session.Database, commit.Partition);
        foreach (var row in commit.Deliveries)
            DeliveryQueue.Insert(session, commit.Partition, row, row.IsFollower ? IdBlocks.None : blocks.GetValueOrDefault(row.FiringId), appended, maybeHeld);
        foreach (var row in commit.Steps)
            session.Duplicates += 1 - StepQueue.Insert(session.Database, commit.Partition, row);
        foreach (var row in commit.Records)
            session.RecordTables.Write(row);
        foreach (var row in commit.Vms)
            Upsert(session.Database, row);
        foreach (var row in commit.State)
        {
            StateRows.Write(session.Database, commit.Partition, row);
            if (row is { Kind: Holds.Silence or Holds.Maintenance, Payload: null })
                Wake(HeldDeliveries.Release(session, row.Key, commit.Partition));
        }

        // Taken before added: what follows from a row may be a row of the same origin.
        foreach (string id in commit.Taken)
            Inbox.Take(session.Database, commit.Partition, id);
        foreach (var row in commit.Outgoing)
            session.Duplicates += 1 - Inbox.Insert(session.Database, row);
        if (commit.Snapshot is { } snapshot)
            Replace(session.Database, commit.Partition, snapshot);

        void Wake(ImmutableArray<string> targets)
        {
            foreach (string target in targets)
                appended.Wait(target);
        }
    }

    private static void Advance(PartitionRows partitions, Commit commit)
    {
        long applied = partitions.Applied(commit.Partition);
        if (commit.AppliedSequence <= applied)
            throw new InvalidOperationException($"Partition {commit.Partition} stands at {applied}: a commit at {commit.AppliedSequence} is there already.");
        long last = applied;
        foreach (var row in commit.Inputs)
        {
            if (row.Sequence <= last || row.Sequence > commit.AppliedSequence)
                throw new InvalidOperationException($"Partition {commit.Partition}: input {row.Sequence} is out of order after {last} in a commit at {commit.AppliedSequence}.");
            last = row.Sequence;
        }
        if (commit.Snapshot is { } snapshot && snapshot.Sequence > commit.AppliedSequence)
            throw new InvalidOperationException($"Partition {commit.Partition}: a snapshot at {snapshot.Sequence} is ahead of its commit at {commit.AppliedSequence}.");
        partitions.Advance(commit.Partition, commit.AppliedSequence, Latest(commit));
    }

    private static DateTimeOffset? Latest(Commit commit)
    {
        var latest = commit.At;
        void See(DateTimeOffset? time) => latest = latest is null || time > latest ? time ?? latest : latest;
        foreach (var row in commit.Inputs)
            See(row.At);
        foreach (var row in commit.Events)
            See(row.At);
        foreach (var row in commit.Firings)
            See(row.At);
        foreach (var row in commit.Alerts)
        {
            See(row.RefreshedAt);
            See(row.EndsAt);
        }
        foreach (var row in commit.Deliveries)
            See(row.CreatedAt);
        foreach (var row in commit.Steps)
            See(row.IntendedAt);
        foreach (var row in commit.Records)
            See(row.At);
        foreach (var row in commit.Vms)
            See(row.SeenAt);
        return latest;
    }

    private static void Insert(Database database, int partition, InputRow row)
    {
        using var statement = database.Get("INSERT INTO inputs (partition, sequence, kind, at, payload, rules) VALUES (?, ?, ?, ?, ?, ?)");
        statement.Add(partition).Add(row.Sequence).Add(row.Kind).Add(row.At).AddBlob(row.Payload.Span).Add(JsonText.Array(row.Rules)).Run();
    }

    private static int Insert(Database database, EventRow row)
    {
        using var statement = database.Get(
            """
            INSERT INTO events (id, vm_id, vm_name, name, at, qemu_us, origin, data, matched) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (block, id) DO NOTHING
            """);
        return statement.Add(row.Id).Add(row.VmId).Add(row.VmName).Add(row.Name).Add(row.At).Add(row.QemuMicroseconds)
            .Add(row.Origin).AddText(row.Data.Span).Add(row.Matched).Run();
    }

    private static void Upsert(Database database, int partition, AlertRow row)
    {
        using var statement = database.Get(
            """
            INSERT INTO alerts (uid, partition, rule, id, key, vm_id, vm_name, state, severity, summary, description, labels,
                starts_at, refreshed_at, ends_at, resolved_by, count, targets, firing_id, held, extra)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (uid) DO UPDATE SET
                partition = excluded.partition, vm_name = excluded.vm_name, state = excluded.state, severity = excluded.severity,
                summary = excluded.summary, description = excluded.description, labels = excluded.labels,
                refreshed_at = excluded.refreshed_at, ends_at = excluded.ends_at, resolved_by = excluded.resolved_by,
                count = excluded.count, targets = excluded.targets, held = excluded.held, extra = excluded.extra
            """);
        statement.Add(row.Uid).Add(partition).Add(row.Rule).Add(row.Id).Add(row.Key).Add(row.VmId).Add(row.VmName)
            .Add(row.State.ToWord()).Add(row.Severity).Add(row.Summary).Add(row.Description)
            .Add(JsonText.Map(row.Labels)).Add(row.StartsAt).Add(row.RefreshedAt).Add(row.EndsAt).Add(row.ResolvedBy)
            .Add(row.Count).Add(JsonText.Array(row.Targets)).Add(row.FiringId).Add(row.Held).AddJson(row.Extra).Run();
    }

    // Its partition has forgotten it: nobody else writes the row of an ended alert.
    private static void Correct(Database database, UntoldAlert untold)
    {
        using var statement = database.Get("UPDATE alerts SET targets = ?, held = 'group' WHERE uid = ? AND state = 'resolved'");
        statement.Add(JsonText.Array(untold.Told)).Add(untold.Uid).Run();
    }

    private static void Upsert(Database database, VmStateRow row)
    {
        using var statement = database.Get(
            """
            INSERT INTO vms (id, name, uuid, host, address, incarnation, qemu_version, status, seen_at, known) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                name = excluded.name, uuid = excluded.uuid, host = excluded.host, address = excluded.address, incarnation = excluded.incarnation,
                qemu_version = excluded.qemu_version, status = excluded.status, seen_at = excluded.seen_at, known = excluded.known
            """);
        statement.Add(row.Id).Add(row.Name).Add(row.Uuid).Add(row.Host).Add(row.Address).Add(row.Incarnation)
            .Add(row.QemuVersion).Add(row.Status).Add(row.SeenAt).Add(row.Known).Run();
    }

    private static void Replace(Database database, int partition, SnapshotRow row)
    {
        using (var statement = database.Get("INSERT OR REPLACE INTO snapshots (partition, sequence, version, state) VALUES (?, ?, ?, ?)"))
            statement.Add(partition).Add(row.Sequence).Add(row.Version).AddBlob(row.State.Span).Run();
        CutInputs(database, partition, row.Sequence, MostCut);
    }

    /// <summary>Removes inputs that a snapshot contains. Returns how many.</summary>
    public static int CutInputs(Database database, int partition, long upTo, int most)
    {
        using var statement = database.Get(
            """
            DELETE FROM inputs WHERE partition = ?1 AND sequence IN
                (SELECT sequence FROM inputs WHERE partition = ?1 AND sequence <= ?2 ORDER BY sequence LIMIT ?3)
            """);
        return statement.Add(partition).Add(upTo).Add(most).Run();
    }
}
