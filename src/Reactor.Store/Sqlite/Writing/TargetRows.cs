using System.Collections.Immutable;
using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>Targets that are not called, and what that does to what waits for them.</summary>
internal static class TargetRows
{
    public static void SetDisabled(Session session, string target, string? reason, DateTimeOffset now)
    {
        using (var statement = session.Database.Get(
            """
            INSERT INTO targets (name, disabled_at, reason) VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET disabled_at = excluded.disabled_at, reason = excluded.reason
            """))
        {
            statement.Add(target).Add(reason is null ? (DateTimeOffset?)null : now).Add(reason).Run();
        }
        session.Disabled.Forget();
        session.Claims.CloseRoom(target);
        if (reason is null)
            Revive(session, target, now);
        else
            Bury(session, target, reason, now);
    }

    /// <summary>Ends what waits for a target that is gone; returns what the partitions are to take in.</summary>
    public static ImmutableArray<InboxRow> Remove(Session session, string target, DateTimeOffset now)
    {
        const string Detail = "not sent: the target is not in the configuration any more";
        var ended = new List<(long Number, int Attempts)>();
        using (var statement = session.Database.Get(
            """
            UPDATE deliveries SET state = 'dead', dead_reason = 'target_removed', completed_at = ?1, last_detail = ?2
            WHERE target = ?3 AND state = 'pending' AND handed_over = 0 AND inline IS NULL AND seq NOT IN (SELECT value FROM json_each(?4))
            RETURNING seq, attempts
            """))
        {
            statement.Add(now).Add(Detail).Add(target).Add(session.Claims.NumbersOf(target));
            while (statement.Step())
                ended.Add((statement.Long(0), statement.Int(1)));
        }

        var told = ImmutableArray.CreateBuilder<InboxRow>();
        foreach (var (number, attempts) in ended)
        {
            if (DeliveryFarewell.Tell(session.Database, number, attempts, Detail) is { } row)
                told.Add(row);
        }

        return told.ToImmutable();
    }

    /// <summary>What an earlier daemon was trying when it died, and whose target is disabled, ends as the rest of that target did.</summary>
    public static void BuryOfDisabled(Session session)
    {
        foreach (string target in DeliveryQueue.PendingTargets(session))
        {
            if (session.Disabled.Of(target) is { } reason)
                Bury(session, target, reason, DisabledAt(session.Database, target));
        }
    }

    // What is being tried at this moment is left: its attempt may have reached the target, and its outcome must be told truly.
    public static void Bury(Session session, string target, string reason, DateTimeOffset at)
    {
        var doubtful = new List<long>();
        using (var statement = session.Database.Get(
            """
            UPDATE deliveries SET state = 'dead', dead_reason = 'disabled', completed_at = ?, last_detail = ?
            WHERE target = ? AND state = 'pending' AND handed_over = 0 AND seq NOT IN (SELECT value FROM json_each(?)) RETURNING seq
            """))
        {
            statement.Add(at).AddText(Excerpt.Of($"The target is disabled: {reason}")).Add(target).Add(session.Claims.NumbersOf(target));
            while (statement.Step())
            {
                if (session.Claims.MaybeTriedBefore.Contains(statement.Long(0)))
                    doubtful.Add(statement.Long(0));
            }
        }

        // The next daemon can't tell it of what is buried.
        foreach (long number in doubtful)
            HeldDeliveries.NoteIfDoubtful(session, number, at);
    }

    public static ImmutableArray<DisabledTarget> Disabled(Database database)
    {
        using var statement = database.Get("SELECT name, disabled_at, reason FROM targets WHERE disabled_at IS NOT NULL ORDER BY name");
        var targets = ImmutableArray.CreateBuilder<DisabledTarget>();
        while (statement.Step())
            targets.Add(new DisabledTarget(statement.Text(0), statement.Time(1), statement.Text(2)));
        return targets.ToImmutable();
    }

    public static DateTimeOffset DisabledAt(Database database, string target)
    {
        using var statement = database.Get("SELECT disabled_at FROM targets WHERE name = ?");
        statement.Add(target).Step();
        return statement.Time(0);
    }

    private static void Revive(Session session, string target, DateTimeOffset now)
    {
        using (var statement = session.Database.Get(
            """
            UPDATE deliveries SET state = 'pending', dead_reason = NULL, completed_at = NULL, next_at = ?, behind = 0
            WHERE target = ? AND state = 'dead' AND dead_reason = 'disabled'
            """))
            statement.Add(now).Add(target).Run();
        session.Holds.SomeWaitAgain(session.Database);
        DeliveryOrder.Arrange(session.Database, target);
    }
}
