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
        using (var statement = Bind(database.Get(
            $"""
            UPDATE deliveries SET state = 'pending', dead_reason = NULL, completed_at = NULL, next_at = ?5, revived_after = attempts
            WHERE seq IN (SELECT seq {Meant} AND NOT {IsDisabled} AND NOT {IsOvertaken} ORDER BY seq LIMIT ?6)
            RETURNING target
            """), session, filter))
        {
            statement.Add(now).Add(max);
            for (; statement.Step(); revived++)
                targets.Add(statement.Text(0));
        }

        using var left = Bind(database.Get(
            $"""
            SELECT count(*) FILTER (WHERE NOT {IsDisabled} AND NOT {IsOvertaken}), count(*) FILTER (WHERE {IsDisabled}), count(*) FILTER (WHERE NOT {IsDisabled} AND {IsOvertaken})
            {Meant}
            """), session, filter);
        left.Step();
        return new RevivedDeliveries(revived, left.Int(0), left.Int(1), left.Int(2), [.. targets]);
    }

    private static Statement Bind(Statement statement, Session session, DeadLetterFilter filter) =>
        statement.Add(filter.WebhookIds.IsEmpty ? null : JsonText.Array(filter.WebhookIds)).Add(filter.Target).Add(filter.Since).Add(session.Claims.Numbers());
}
