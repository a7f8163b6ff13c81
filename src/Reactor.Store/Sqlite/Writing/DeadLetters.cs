using System.Collections.Immutable;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>Dead letters that are sent once more because an operator says so.</summary>
internal static class DeadLetters
{
    // Of a target that is disabled none is revived: it would only be buried again.
    private const string Meant =
        """
        FROM deliveries d WHERE state = 'dead'
            AND (?1 IS NULL OR webhook_id IN (SELECT value FROM json_each(?1)))
            AND (?2 IS NULL OR target = ?2)
            AND (?3 IS NULL OR completed_at >= ?3)
        """;

    // Of one order: beyond, they are left.
    private const int MostAsked = 20_000;
    private const int MostNamed = 10;

    private const string IsDisabled = "target IN (SELECT name FROM targets WHERE disabled_at IS NOT NULL)";

    // What was told of its alert later has arrived, or is on its way: an alert's beginning that comes after its end would stand for ever. What is decided
    // after its firing is in the block of none. A one-off send tells nothing of the alert.
    private const string IsOvertaken =
        $"""
        (d.line = d.vm_name AND d.action_path NOT {DeliveryOrder.IsOneOff} AND EXISTS (
            SELECT 1 FROM deliveries f INDEXED BY deliveries_firings
            WHERE f.block = 0 AND f.firing_id = d.firing_id AND f.target = d.target AND f.seq > d.seq AND f.kind <> 'firing' AND f.line = f.vm_name
                AND (f.state = 'delivered' OR f.seq IN (SELECT value FROM json_each(?4)))))
        """;

    public static RevivedDeliveries Revive(Session session, DeadLetterFilter filter, int max, DateTimeOffset now)
    {
        var database = session.Database;
        var targets = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        int revived = 0;
        var (free, held, holders) = Free(session, filter, max, now);
        using (var statement = Bind(database.Get(
            $"""
            UPDATE deliveries SET state = 'pending', dead_reason = NULL, completed_at = NULL, next_at = ?5, revived_after = attempts
            WHERE seq IN (SELECT seq {Meant} AND NOT {IsDisabled} AND NOT {IsOvertaken} AND (?7 IS NULL OR seq IN (SELECT value FROM json_each(?7))) ORDER BY seq LIMIT ?6)
            RETURNING target
            """), session, filter))
        {
            statement.Add(now).Add(max).Add(free);
            for (; statement.Step(); revived++)
                targets.Add(statement.Text(0));
        }

        using var left = Bind(database.Get(
            $"""
            SELECT count(*) FILTER (WHERE NOT {IsDisabled} AND NOT {IsOvertaken}), count(*) FILTER (WHERE {IsDisabled}), count(*) FILTER (WHERE NOT {IsDisabled} AND {IsOvertaken})
            {Meant}
            """), session, filter);
        left.Step();
        return new RevivedDeliveries(revived, left.Int(0) - held, left.Int(1), left.Int(2), held, holders, [.. targets]);
    }

    // Those that nothing holds, as a JSON array; null where nothing may. What is held stays a dead letter: pending it would be muted, or wait unseen.
    private static (string? Free, int Held, ImmutableArray<string> Holders) Free(Session session, DeadLetterFilter filter, int max, DateTimeOffset now)
    {
        if (!session.Holds.MayHold(session.Database, now))
            return (null, 0, []);
        var free = new List<long>();
        var holders = new SortedSet<string>(StringComparer.Ordinal);
        int held = 0;
        using var statement = Bind(session.Database.Get($"SELECT seq {Meant} AND NOT {IsDisabled} AND NOT {IsOvertaken} ORDER BY seq LIMIT ?5"), session, filter);
        statement.Add(MostAsked);
        while (free.Count < max && statement.Step())
        {
            if (SendGate.HolderOf(session, statement.Long(0), now) is { } by)
            {
                held++;
                holders.Add(by);
            }
            else
            {
                free.Add(statement.Long(0));
            }
        }

        return ($"[{string.Join(',', free)}]", held, [.. holders.Take(MostNamed)]);
    }

    private static Statement Bind(Statement statement, Session session, DeadLetterFilter filter) =>
        statement.Add(filter.WebhookIds.IsEmpty ? null : JsonText.Array(filter.WebhookIds)).Add(filter.Target).Add(filter.Since).Add(session.Claims.Numbers());
}
