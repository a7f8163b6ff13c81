using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>
/// What <see cref="DeliveryRow.GoesAfter"/> says, of rows: nothing that follows is begun while an earlier one of its alert or group is pending, which it
/// is also while it is being tried. Asked of the rows each time. Behind another of its series or of its group a row is marked besides, so that nobody looks at it who
/// looks for what is due; the schema frees it when it has become the first, whatever became of the one before. Of those that were handed over as they were written the
/// rows tell nothing: <see cref="HandedOver"/> does.
/// </summary>
internal static class DeliveryOrder
{
    /// <summary>Condition of a row <c>d</c>: one is pending that it goes after. Of a one-off send it looks at no other row.</summary>
    public const string IsBehind =
        $"""
        CASE
            WHEN {IsOfGroup} THEN EXISTS (SELECT 1 FROM {EarlierOfGroup})
            ELSE (d.kind <> 'firing' AND EXISTS (SELECT 1 FROM {EarlierOfFiring})) OR (d.series IS NOT NULL AND EXISTS (SELECT 1 FROM {EarlierOfSeries}))
        END
        """;

    private const string IsOfGroup = "d.line <> d.vm_name";

    /// <summary>Of an action's path: what stands for itself is nobody's beginning.</summary>
    public const string IsOneOff = $"GLOB '*{DeliveryRow.OneOffPath}'";

    private const string EarlierOfGroup =
        "deliveries e INDEXED BY deliveries_of_line WHERE e.state = 'pending' AND e.handed_over = 0 AND e.target = d.target AND e.line = d.line AND e.seq < d.seq";

    private const string EarlierOfFiring =
        $"deliveries e INDEXED BY deliveries_of_firing WHERE e.state = 'pending' AND e.handed_over = 0 AND e.target = d.target AND e.firing_id = d.firing_id AND e.action_path NOT {IsOneOff} AND e.seq < d.seq";

    private const string EarlierOfSeries = $"{OfSeries} AND e.seq < d.seq";

    private const string OfSeries =
        "deliveries e INDEXED BY deliveries_of_series WHERE e.state = 'pending' AND e.handed_over = 0 AND e.target = d.target AND e.series = d.series";

    private const string Last = "ORDER BY e.seq DESC LIMIT 1";

    // The last that a row goes after, but for its series: however many it goes after, they go after one another. A beginning goes after nothing of its own firing.
    private const string Earlier =
        $"""
        SELECT * FROM (SELECT e.held_by, e.next_at FROM deliveries d CROSS JOIN {EarlierOfGroup} AND d.seq = ?1 AND {IsOfGroup} {Last})
        UNION ALL SELECT * FROM (SELECT e.held_by, e.next_at FROM deliveries d CROSS JOIN {EarlierOfFiring} AND d.seq = ?1 AND NOT {IsOfGroup} AND d.kind <> 'firing' {Last})
        """;

    private const string LaterOfGroup =
        "deliveries f INDEXED BY deliveries_of_line WHERE f.state = 'pending' AND f.handed_over = 0 AND f.target = d.target AND f.line = d.line AND f.seq > d.seq";

    private const string LaterFollowers =
        $"deliveries f INDEXED BY deliveries_of_firing WHERE d.action_path NOT {IsOneOff} AND f.state = 'pending' AND f.handed_over = 0 AND f.target = d.target AND f.firing_id = d.firing_id AND f.action_path NOT {IsOneOff} AND f.kind <> 'firing' AND f.seq > d.seq AND f.line = f.vm_name";

    private const string LaterEndsOfGroup =
        "deliveries f INDEXED BY deliveries_ends_of_line WHERE f.state = 'pending' AND f.tells_end = 1 AND f.target = d.target AND f.line = d.line AND f.seq > d.seq";

    private const string LaterOfSeries = $"{OfSeries} AND e.seq > d.seq";

    /// <summary>The last that the row ?1 goes after, and the last of its series: what holds one holds those behind it.</summary>
    public const string EarlierOrLast =
        $"""
        {Earlier}
        UNION ALL SELECT * FROM (SELECT e.held_by, e.next_at FROM deliveries d CROSS JOIN {EarlierOfSeries} AND d.seq = ?1 {Last})
        """;

    // What goes after the row ?1, but for its series.
    private const string Later =
        $"""
        SELECT f.seq FROM deliveries d CROSS JOIN {LaterFollowers} AND d.seq = ?1
        UNION ALL SELECT f.seq FROM deliveries d CROSS JOIN {LaterOfGroup} AND d.seq = ?1 AND {IsOfGroup}
        """;

    /// <summary>Whether a row that is about to be added may have to wait for others than those behind which it is marked.</summary>
    public static bool MayHold(Session session, DeliveryRow row) => row.IsFollower
        || (row.Series is { } series && session.Claims.HandedOver.AnyOf(row.Target, series));

    /// <summary>Whether a row waits of the series or of the group of one that is about to be added: it is marked.</summary>
    public static bool AnyWaits(Database database, DeliveryRow row)
    {
        if (row.Group is null && row.Series is null)
            return false;
        using var statement = database.Get(
            row.Group is not null
                ? "SELECT 1 FROM deliveries INDEXED BY deliveries_of_line WHERE state = 'pending' AND handed_over = 0 AND target = ? AND line = ? AND line <> vm_name LIMIT 1"
                : "SELECT 1 FROM deliveries INDEXED BY deliveries_of_series WHERE state = 'pending' AND handed_over = 0 AND target = ? AND series = ? LIMIT 1");
        return statement.Add(row.Target).Add(row.Group ?? row.Series).Step();
    }

    /// <summary>
    /// Whether a new row has to wait for others than rows of its series. It is due with the last of them, whose time is seldom before any other's: one that can't go yet isn't to be found among those
    /// that are due, each time that some are claimed.
    /// </summary>
    public static bool Hold(Session session, DeliveryRow row, long number)
    {
        var database = session.Database;
        DateTimeOffset until;
        using (var statement = database.Get($"SELECT next_at FROM ({Earlier})"))
        {
            if (!statement.Add(number).Step())
                return session.Claims.HandedOver.IsBehind(number, DeliveryKey.Of(row));
            until = statement.Time(0);
        }

        using var update = database.Get("UPDATE deliveries SET next_at = ?2 WHERE seq = ?1 AND next_at < ?2");
        update.Add(number).Add(until).Run();
        return true;
    }

    /// <summary>One is tried again later: those that go after it can't go before that.</summary>
    public static void Postpone(Database database, long number, DateTimeOffset until)
    {
        using (var statement = database.Get($"UPDATE deliveries SET next_at = ?2 WHERE next_at < ?2 AND seq IN ({Later})"))
            statement.Add(number).Add(until).Run();
        MarkNext(database, number);
    }

    // One that was written while the one before it was handed over isn't marked yet.
    private static void MarkNext(Database database, long number)
    {
        using var statement = database.Get(
            $"UPDATE deliveries SET behind = 1 WHERE behind = 0 AND seq = (SELECT e.seq FROM deliveries d CROSS JOIN {LaterOfSeries} AND d.seq = ? ORDER BY e.seq LIMIT 1)");
        statement.Add(number).Run();
    }

    /// <summary>Some wait again: of each series and of each group to the target all but the first are marked.</summary>
    public static void Arrange(Database database, string target)
    {
        using (var statement = database.Get(
            $"""
            UPDATE deliveries AS d INDEXED BY deliveries_of_series SET behind = 1
            WHERE state = 'pending' AND handed_over = 0 AND behind = 0 AND target = ? AND series IS NOT NULL AND EXISTS (SELECT 1 FROM {EarlierOfSeries})
            """))
            statement.Add(target).Run();
        using var groups = database.Get(
            $"""
            UPDATE deliveries AS d INDEXED BY deliveries_of_line SET behind = 1
            WHERE state = 'pending' AND handed_over = 0 AND behind = 0 AND target = ? AND {IsOfGroup} AND EXISTS (SELECT 1 FROM {EarlierOfGroup} AND e.line <> e.vm_name)
            """);
        groups.Add(target).Run();
    }

    /// <summary>One is held: those that go after it are held with it.</summary>
    public static void HoldBehind(Database database, long number, string by, DateTimeOffset until)
    {
        using (var statement = database.Get(
            $"""
            UPDATE deliveries SET held_by = ?2, next_at = max(next_at, ?3)
            WHERE seq IN ({Later} UNION ALL SELECT e.seq FROM deliveries d CROSS JOIN {LaterOfSeries} AND d.seq = ?1)
            """))
            statement.Add(number).Add(by).Add(until).Run();
        MarkNext(database, number);
    }

    /// <summary>Whether what the group of one tells later, and that waits for it, says that some ended.</summary>
    public static bool IsEndOfGroupBehind(Database database, long number)
    {
        using var statement = database.Get($"SELECT 1 FROM deliveries d CROSS JOIN {LaterEndsOfGroup} AND d.seq = ? LIMIT 1");
        return statement.Add(number).Step();
    }

    /// <summary>Whether one is pending that goes after one of these.</summary>
    public static bool AnyFollows(Database database, IEnumerable<long> numbers)
    {
        using var statement = database.Get(
            $"""
            SELECT 1 FROM json_each(?) ended CROSS JOIN deliveries d ON d.seq = ended.value
            WHERE EXISTS (SELECT 1 FROM {LaterFollowers}) OR EXISTS (SELECT 1 FROM {LaterOfSeries}) OR {IsOfGroup} AND EXISTS (SELECT 1 FROM {LaterOfGroup})
            LIMIT 1
            """);
        return statement.Add($"[{string.Join(',', numbers)}]").Step();
    }
}
