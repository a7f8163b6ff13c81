using System.Collections.Immutable;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>Rows of deliveries that silences and maintenances hold: pending, due when they are to be asked again, and whatever goes after them with them.</summary>
internal static class HeldDeliveries
{
    private const string IsHeld = "held_by IS NOT NULL AND state = 'pending'";

    // Of its line and not held: of an ordered target nothing goes before that, whenever it is asked again.
    private const string EarlierThatGoes =
        "SELECT 1 FROM deliveries e INDEXED BY deliveries_of_line WHERE e.state = 'pending' AND e.handed_over = 0 AND e.target = d.target AND e.line = d.line AND e.seq < d.seq AND e.held_by IS NULL";

    /// <summary>Writes what becomes of one.</summary>
    public static void Write(Session session, HeldDelivery held, DateTimeOffset now)
    {
        NoteIfDoubtful(session, held.Number, now);
        if (held.Next is { } next)
            Put(session, held.Number, held.By, next);
        else
            Mute(session, held, now);
    }

    /// <summary>One was added behind others, or waits there again: it is held as they are.</summary>
    public static void Follow(Session session, long number)
    {
        if (!session.Holds.AnyHeld(session.Database))
            return;
        using var statement = session.Database.Get(
            $"""
            UPDATE deliveries SET held_by = e.held_by, next_at = max(deliveries.next_at, e.next_at)
            FROM (SELECT held_by, next_at FROM ({DeliveryOrder.EarlierOrLast}) WHERE held_by IS NOT NULL LIMIT 1) e WHERE seq = ?1
            """);
        statement.Add(number).Run();
    }

    /// <summary>A silence or a maintenance ended: what it held is asked again. Returns the targets.</summary>
    /// <param name="session">The session.</param>
    /// <param name="hold">It.</param>
    /// <param name="partition">Where it ended; null: everywhere.</param>
    public static ImmutableArray<string> Release(Session session, string hold, int? partition)
    {
        if (!session.Holds.AnyHeld(session.Database))
            return [];
        using var statement = session.Database.Get(
            $"UPDATE deliveries SET next_at = created_at WHERE held_by = ?1 AND {IsHeld} AND (?2 IS NULL OR partition = ?2) RETURNING target");
        return Targets(session, statement.Add(hold).Add((long?)partition));
    }

    /// <summary>An alert ended: what of it is held is asked again. What was behind that is freed with it. Returns the targets.</summary>
    public static ImmutableArray<string> ReleaseAlert(Session session, string uid)
    {
        if (!session.Holds.AnyHeld(session.Database))
            return [];
        using var statement = session.Database.Get($"UPDATE deliveries INDEXED BY deliveries_held_alerts SET next_at = created_at WHERE alert = ?1 AND {IsHeld} RETURNING target");
        return Targets(session, statement.Add(uid));
    }

    /// <summary>A group tells more: the first of it that is held to its target is asked again, and each behind it when it has become the first.</summary>
    public static void ReleaseLine(Session session, string target, string line)
    {
        if (!session.Holds.AnyHeld(session.Database))
            return;
        using var statement = session.Database.Get(
            $"""
            UPDATE deliveries SET next_at = created_at
            WHERE {IsHeld} AND seq = (SELECT min(seq) FROM deliveries INDEXED BY deliveries_of_line WHERE state = 'pending' AND handed_over = 0 AND target = ?1 AND line = ?2 AND line <> vm_name)
            """);
        statement.Add(target).Add(line).Run();
        session.Claims.CloseRoom(target);
    }

    /// <summary>Nothing holds one any more: it is being tried.</summary>
    public static void Clear(Database database, long number)
    {
        using var statement = database.Get("UPDATE deliveries SET held_by = NULL WHERE seq = ? AND held_by IS NOT NULL");
        statement.Add(number).Run();
    }

    /// <summary>When the first of those of a target that is ordered and may go is asked again; null where none is held that may.</summary>
    public static DateTimeOffset? NextOf(Session session, string target)
    {
        if (!session.Holds.AnyHeld(session.Database))
            return null;
        using var statement = session.Database.Get(
            $"""
            SELECT next_at FROM deliveries d INDEXED BY deliveries_held_due
            WHERE {IsHeld} AND behind = 0 AND target = ? AND (line <> vm_name OR NOT EXISTS ({EarlierThatGoes})) AND NOT {DeliveryOrder.IsBehind} ORDER BY next_at LIMIT 1
            """);
        return statement.Add(target).Step() ? statement.TimeOrNull(0) : null;
    }

    /// <summary>The daemon before may have been trying it when it ended: an attempt without an answer, of which nobody else will tell.</summary>
    public static void NoteIfDoubtful(Session session, long number, DateTimeOffset now)
    {
        var database = session.Database;
        if (!session.Claims.MaybeTriedBefore.Contains(number) || MayHaveArrived(database, number))
            return;
        long attempt;
        using (var statement = database.Get("UPDATE deliveries SET attempts = attempts + 1 WHERE seq = ? RETURNING attempts"))
        {
            statement.Add(number).Step();
            attempt = statement.Long(0);
        }

        using var insert = database.Get(
            "INSERT INTO attempt_rows (delivery, attempt, outcome, at, duration_us, status, detail) VALUES (?, ?, 'retry', ?, 0, NULL, 'may have been under way when Reactor ended')");
        insert.Add(number).Add(attempt).Add(now).Run();
    }

    private static void Put(Session session, long number, string by, DateTimeOffset next)
    {
        var database = session.Database;
        session.Held++;
        bool isHeldOn = IsGroupHeldOn(database, number, by);
        using (var statement = database.Get("UPDATE deliveries SET held_by = ?2, next_at = ?3 WHERE seq = ?1"))
            statement.Add(number).Add(by).Add(next).Run();
        // Its group tells more, and it is asked each time: those behind it are held, each since it came.
        if (!isHeldOn)
            DeliveryOrder.HoldBehind(database, number, by, next);
        session.Holds.SomeIsHeld();
    }

    // Of a group alone: behind what tells of an alert may be some that aren't marked, and they have to be due with it.
    private static bool IsGroupHeldOn(Database database, long number, string by)
    {
        using var statement = database.Get("SELECT 1 FROM deliveries WHERE seq = ? AND held_by = ? AND line <> vm_name");
        return statement.Add(number).Add(by).Step();
    }

    private static void Mute(Session session, HeldDelivery held, DateTimeOffset now)
    {
        var database = session.Database;
        // Where it may have arrived its end is told.
        if (held.EndsWithAll && !MayHaveArrived(session.Database, held.Number))
        {
            using var ends = database.Get(
                $"""
                UPDATE deliveries INDEXED BY deliveries_of_firing SET state = 'muted', completed_at = ?2, held_by = ?3
                WHERE state = 'pending' AND handed_over = 0 AND action_path NOT {DeliveryOrder.IsOneOff} AND (target, firing_id, alert) = (SELECT target, firing_id, alert FROM deliveries WHERE seq = ?1) AND seq > ?1
                """);
            session.Muted += ends.Add(held.Number).Add(now).Add(held.By).Run();
        }

        using var statement = database.Get("UPDATE deliveries SET state = 'muted', completed_at = ?2, held_by = ?3 WHERE seq = ?1");
        session.Muted += statement.Add(held.Number).Add(now).Add(held.By).Run();
    }

    // 503 says that nothing was done; other faults of a server, or of one before it, come after all sorts of things. What was taken is tried again where the answer is
    // none of the target's, or some recipients refused it.
    private static bool MayHaveArrived(Database database, long number)
    {
        using var statement = database.Get(
            "SELECT 1 FROM attempt_rows WHERE delivery = ? AND (status IS NULL OR status < 300 OR (status >= 500 AND status <> 503)) LIMIT 1");
        return statement.Add(number).Step();
    }

    private static ImmutableArray<string> Targets(Session session, Statement statement)
    {
        var targets = new SortedSet<string>(StringComparer.Ordinal);
        while (statement.Step())
            targets.Add(statement.Text(0));
        // What is released goes before what is written from now on.
        foreach (string target in targets)
            session.Claims.CloseRoom(target);
        return [.. targets];
    }
}
