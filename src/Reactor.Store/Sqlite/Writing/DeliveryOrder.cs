using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>
/// What <see cref="DeliveryRow.GoesAfter"/> says, of rows: nothing that follows is begun while an earlier one of its alert or group is pending, which it
/// is also while it is being tried. Asked of the rows each time: a mark on them could be left behind, and hold one for ever.
/// </summary>
internal static class DeliveryOrder
{
    /// <summary>Condition of a row <c>d</c>: one is pending that it goes after. Of a beginning it looks at no other row.</summary>
    public const string IsBehind =
        """
        CASE
            WHEN d.line <> d.vm_name THEN EXISTS (
                SELECT 1 FROM deliveries e INDEXED BY deliveries_of_line WHERE e.state = 'pending' AND e.target = d.target AND e.line = d.line AND e.seq < d.seq)
            WHEN d.kind <> 'firing' THEN EXISTS (
                SELECT 1 FROM deliveries e INDEXED BY deliveries_firing
                WHERE e.firing_id = d.firing_id AND e.kind = 'firing' AND e.seq < d.seq AND e.target = d.target AND e.state = 'pending')
            OR EXISTS (
                SELECT 1 FROM deliveries e INDEXED BY deliveries_followers
                WHERE e.state = 'pending' AND e.kind <> 'firing' AND e.target = d.target AND e.firing_id = d.firing_id AND e.seq < d.seq)
            ELSE 0
        END
        """;

    /// <summary>Whether the row of that number has to wait for another.</summary>
    public static bool Holds(Database database, long number)
    {
        using var statement = database.Get($"SELECT {IsBehind} FROM deliveries d WHERE d.seq = ?");
        return statement.Add(number).Step() && statement.Int(0) != 0;
    }

    /// <summary>Whether one is pending that goes after one of these.</summary>
    public static bool AnyFollows(Database database, IEnumerable<long> numbers)
    {
        using var statement = database.Get(
            """
            SELECT 1 FROM json_each(?) ended CROSS JOIN deliveries d ON d.seq = ended.value
            WHERE EXISTS (
                SELECT 1 FROM deliveries f INDEXED BY deliveries_followers
                WHERE f.state = 'pending' AND f.kind <> 'firing' AND f.target = d.target AND f.firing_id = d.firing_id AND f.seq > d.seq AND f.line = f.vm_name)
            OR d.line <> d.vm_name AND EXISTS (
                SELECT 1 FROM deliveries f INDEXED BY deliveries_of_line WHERE f.state = 'pending' AND f.target = d.target AND f.line = d.line AND f.seq > d.seq)
            LIMIT 1
            """);
        return statement.Add($"[{string.Join(',', numbers)}]").Step();
    }
}
