using System.Collections.Immutable;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>Dead letters that are sent once more because an operator says so.</summary>
internal static class DeadLetters
{
    private const string IsMeant =
        """
        d.state = 'dead' AND (?1 IS NULL OR d.webhook_id IN (SELECT value FROM json_each(?1)))
            AND (?2 IS NULL OR d.target = ?2)
            AND (?3 IS NULL OR d.completed_at >= ?3)
        """;

    // Whether a silence or a maintenance holds it is asked of so many of one order: beyond, they are left.
    private const int MostAsked = 20_000;
    private const int MostNamed = 10;

    // Of a target that is disabled none is revived: it would only be buried again.
    private const string IsDisabled = "d.target IN (SELECT name FROM targets WHERE disabled_at IS NOT NULL)";

    // What was told later has arrived, or is on its way: an alert's beginning that comes after its end would stand for ever, and the end of an earlier opening
    // would end what has opened again. A one-off send tells nothing of the alert.
    private const string IsOvertaken =
        $"CASE WHEN d.line <> d.vm_name THEN EXISTS ({LaterOfGroup}) ELSE d.action_path NOT {DeliveryOrder.IsOneOff} AND (EXISTS ({LaterOfOpening}) OR EXISTS ({LaterOfSeries})) END";

    private const string LaterOfOpening = "SELECT 1 FROM later WHERE later.target = d.target AND later.firing = d.firing_id AND later.last > d.seq";

    // The last that was told on of each opening, in one look, however many letters it has. What is decided after its firing is in the block of none, and so is what a group tells.
    private const string LastOfOpenings =
        $"""
        later (target, firing, last) AS MATERIALIZED (
            SELECT f.target, f.firing_id, max(f.seq)
            FROM (SELECT DISTINCT d.firing_id FROM deliveries d WHERE {IsMeant} AND d.line = d.vm_name) m
                CROSS JOIN deliveries f INDEXED BY deliveries_firings ON f.block = 0 AND f.firing_id = m.firing_id
            WHERE f.kind <> 'firing' AND f.line = f.vm_name AND {HasGone} GROUP BY f.target, f.firing_id)
        """;

    private const string LaterOfGroup = "SELECT 1 FROM told WHERE told.target = d.target AND told.line = d.line AND told.last > d.seq";

    // The last of each group that all of it was told with, in one look: no index has what has gone by its group. An acknowledgement tells of one alert.
    private const string LastOfGroups =
        $"""
        told (target, line, last) AS MATERIALIZED (
            SELECT f.target, f.line, max(f.seq) FROM deliveries f INDEXED BY deliveries_firings
            WHERE f.block = 0 AND f.line <> f.vm_name AND f.kind <> 'acknowledged' AND {HasGone}
                AND f.seq > (SELECT min(seq) FROM deliveries WHERE state = 'dead') GROUP BY f.target, f.line)
        """;

    private const string LaterOfSeries = "SELECT 1 FROM news WHERE news.target = d.target AND news.series = d.series AND news.last > d.seq";

    // The last that was told of each alert, from its first opening on that has a dead letter: each opening is looked at once, however many letters it has. A beginning is
    // in the block of its firing, which is of the same moment as the opening; Reactor's own have none. What fired at one moment is looked at once for all its openings.
    private const string LastOfSeries =
        $"""
        openings (target, series, at, firing) AS MATERIALIZED (
            SELECT m.target, m.series, a.starts_at, a.firing_id
            FROM (
                SELECT d.target, d.series, o.rule, o.key, o.id, min(o.starts_at) AS first FROM deliveries d CROSS JOIN alerts o ON o.uid = d.alert
                WHERE {IsMeant} AND d.series IS NOT NULL GROUP BY 1, 2, 3, 4, 5) m
                CROSS JOIN alerts a INDEXED BY alerts_rule ON a.rule = m.rule AND a.key = m.key AND a.starts_at >= m.first AND a.id = m.id),
        fired (at, firing, block) AS MATERIALIZED (
            SELECT g.at, g.id, g.block + 1 FROM (SELECT DISTINCT at FROM openings) o CROSS JOIN firings g INDEXED BY firings_at ON g.at = o.at
            WHERE g.id IN (SELECT firing FROM openings)),
        news (target, series, last) AS MATERIALIZED (
            SELECT f.target, f.series, max(f.seq)
            FROM openings o LEFT JOIN fired g ON g.at = o.at AND g.firing = o.firing
                CROSS JOIN deliveries f INDEXED BY deliveries_firings ON f.block IN (0, g.block) AND f.firing_id = o.firing
            WHERE f.target = o.target AND f.series = o.series AND {HasGone} GROUP BY f.target, f.series)
        """;

    private const string HasGone = "(f.state = 'delivered' OR f.seq IN (SELECT value FROM json_each(?4)))";

    public static RevivedDeliveries Revive(Session session, DeadLetterFilter filter, int max, DateTimeOffset now)
    {
        var (database, targets, numbers) = (session.Database, ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal), new List<long>());
        var holders = new SortedSet<string>(StringComparer.Ordinal);
        int left = 0, disabled = 0, overtaken = 0, held = 0;
        var mayHold = session.Holds.MayHold(database, now);
        using (var meant = database.Get($"WITH {LastOfOpenings}, {LastOfGroups}, {LastOfSeries} SELECT d.seq, d.target, {IsDisabled}, {IsOvertaken} FROM deliveries d INDEXED BY deliveries_dead WHERE {IsMeant} ORDER BY d.seq"))
        {
            meant.Add(filter.WebhookIds.IsEmpty ? null : JsonText.Array(filter.WebhookIds)).Add(filter.Target).Add(filter.Since).Add(session.Claims.Numbers());
            while (meant.Step())
            {
                if (meant.Int(2) != 0)
                {
                    disabled++;
                }
                else if (meant.Int(3) != 0)
                {
                    overtaken++;
                }
                else if (numbers.Count == max || (mayHold && numbers.Count + held == MostAsked))
                {
                    left++;
                }
                // Pending it would be muted, or wait unseen: it stays a dead letter.
                else if (mayHold && SendGate.HolderOf(session, meant.Long(0), now) is { } by)
                {
                    held++;
                    holders.Add(by);
                }
                else
                {
                    numbers.Add(meant.Long(0));
                    targets.Add(meant.Text(1));
                }
            }
        }

        using (var revive = database.Get(
            "UPDATE deliveries SET state = 'pending', dead_reason = NULL, completed_at = NULL, next_at = ?1, revived_after = attempts, behind = 0 WHERE seq IN (SELECT value FROM json_each(?2))"))
            revive.Add(now).Add($"[{string.Join(',', numbers)}]").Run();
        session.Holds.SomeWaitAgain(database);
        foreach (string target in targets)
            DeliveryOrder.Arrange(database, target);
        foreach (long number in numbers)
            HeldDeliveries.Follow(session, number);
        return new RevivedDeliveries(numbers.Count, left, disabled, overtaken, held, [.. holders.Take(MostNamed)], [.. targets]);
    }
}
