using System.Collections.Immutable;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>Dead letters that are sent once more because an operator says so.</summary>
internal static class DeadLetters
{
    // Of a target that is disabled none is revived: it would only be buried again.
    private const string Meant =
        """
        FROM deliveries WHERE state = 'dead'
            AND (?1 IS NULL OR webhook_id IN (SELECT value FROM json_each(?1)))
            AND (?2 IS NULL OR target = ?2)
            AND (?3 IS NULL OR completed_at >= ?3)
        """;

    private const string IsDisabled = "target IN (SELECT name FROM targets WHERE disabled_at IS NOT NULL)";

    public static RevivedDeliveries Revive(Database database, DeadLetterFilter filter, int max, DateTimeOffset now)
    {
        var targets = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        int revived = 0;
        using (var statement = Bind(database.Get(
            $"""
            UPDATE deliveries SET state = 'pending', dead_reason = NULL, completed_at = NULL, next_at = ?4, revived_after = attempts
            WHERE seq IN (SELECT seq {Meant} AND NOT {IsDisabled} ORDER BY seq LIMIT ?5)
            RETURNING target
            """), filter))
        {
            statement.Add(now).Add(max);
            for (; statement.Step(); revived++)
                targets.Add(statement.Text(0));
        }

        using var left = Bind(database.Get($"SELECT count(*) FILTER (WHERE NOT {IsDisabled}), count(*) FILTER (WHERE {IsDisabled}) {Meant}"), filter);
        left.Step();
        return new RevivedDeliveries(revived, left.Int(0), left.Int(1), [.. targets]);
    }

    private static Statement Bind(Statement statement, DeadLetterFilter filter) =>
        statement.Add(filter.WebhookIds.IsEmpty ? null : JsonText.Array(filter.WebhookIds)).Add(filter.Target).Add(filter.Since);
}
