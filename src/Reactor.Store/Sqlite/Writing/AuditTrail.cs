namespace Reactor.Store.Sqlite.Writing;

/// <summary>Commands of operators: written before they are sent, completed after.</summary>
internal static class AuditTrail
{
    public const string Columns = "id, at, uid, pid, vm_id, vm_name, process, command, risk, arguments, outcome, ended_at, detail, via";

    public static void Insert(Database database, long epoch, AuditRow row)
    {
        using var statement = database.Get(
            $"INSERT INTO audit ({Columns}, claimed_epoch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        statement.Add(row.Id).Add(row.At).Add(row.Uid).Add(row.Pid).Add(row.VmId).Add(row.Vm).Add(row.Process).Add(row.Command).Add(row.Risk)
            .Add(row.Arguments).Add(row.Outcome).Add(row.EndedAt).Add(row.Detail).Add(row.Via).Add(epoch).Run();
    }

    public static void Complete(Database database, long epoch, string id, string outcome, string? detail, DateTimeOffset at)
    {
        using var statement = database.Get(
            "UPDATE audit SET outcome = ?, detail = ?, ended_at = ? WHERE id = ? AND outcome = 'sent' AND claimed_epoch = ?");
        if (statement.Add(outcome).Add(detail).Add(at).Add(id).Add(epoch).Run() == 0)
            throw new InvalidOperationException($"No command {id} of an operator is under way in this daemon: its outcome is not taken.");
    }

    /// <summary>A daemon that ended in between can't tell what became of these.</summary>
    public static int EndInterrupted(Database database, long epoch, DateTimeOffset now)
    {
        using var statement = database.Get(
            """
            UPDATE audit SET outcome = 'unknown', ended_at = ?, detail = 'Reactor ended before the answer came: it may have been done'
            WHERE outcome = 'sent' AND claimed_epoch <> ?
            """);
        return statement.Add(now).Add(epoch).Run();
    }

    /// <summary>Ended rows that are old, a chunk at a time.</summary>
    public static int Before(Database database, DateTimeOffset cutoff, int most)
    {
        using var statement = database.Get("DELETE FROM audit WHERE seq IN (SELECT seq FROM audit WHERE outcome <> 'sent' AND at < ? ORDER BY at LIMIT ?)");
        return statement.Add(cutoff).Add(most).Run();
    }

    /// <summary>Ended rows beyond the newest so many.</summary>
    public static int Beyond(Database database, long rows, int most)
    {
        using var statement = database.Get(
            "DELETE FROM audit WHERE seq IN (SELECT seq FROM audit WHERE outcome <> 'sent' AND seq <= (SELECT max(seq) FROM audit) - ? ORDER BY seq LIMIT ?)");
        return statement.Add(rows).Add(most).Run();
    }

    public static AuditRow Read(Statement row) => new()
    {
        Id = row.Text(0),
        At = row.Time(1),
        Uid = row.LongOrNull(2),
        Pid = row.LongOrNull(3),
        VmId = row.Text(4),
        Vm = row.Text(5),
        Process = row.TextOrNull(6),
        Command = row.Text(7),
        Risk = row.Text(8),
        Arguments = row.TextOrNull(9),
        Outcome = row.Text(10),
        EndedAt = row.TimeOrNull(11),
        Detail = row.TextOrNull(12),
        Via = row.TextOrNull(13),
    };
}
