using Reactor.Store.Sqlite;
using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store.Reading;

/// <summary>What there is of what somebody should look after, counted.</summary>
/// <param name="Targets">As <see cref="StoreReader.Targets"/>.</param>
/// <param name="OldestPending">When the oldest delivery was decided that is neither delivered nor dead, by target; only those for which something waits.</param>
/// <param name="Alerts">Open alerts.</param>
public sealed record StoreCounts(IReadOnlyList<StoredTarget> Targets, IReadOnlyDictionary<string, DateTimeOffset> OldestPending, IReadOnlyList<AlertCount> Alerts);

/// <summary>How many open alerts there are of a kind.</summary>
/// <param name="State"><c>firing</c> or <c>acknowledged</c>.</param>
/// <param name="Severity">Their severity.</param>
/// <param name="Count">How many.</param>
public sealed record AlertCount(string State, string Severity, long Count);

/// <content>What is counted for metrics.</content>
public sealed partial class StoreReader
{
    /// <summary>Counts.</summary>
    public StoreCounts Counts()
    {
        var targets = Targets();
        return Query(database => new StoreCounts(targets, Oldest(database, targets), Alerts(database)));
    }

    private static Dictionary<string, DateTimeOffset> Oldest(Database database, IReadOnlyList<StoredTarget> targets)
    {
        var oldest = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var target in targets.Where(target => target.Pending > 0))
        {
            // Rows are written in the order of their decision: the first of those that wait is the oldest.
            using var statement = database.Get(
                """
                SELECT created_at FROM deliveries WHERE seq = (SELECT min(seq) FROM (
                    SELECT min(seq) AS seq FROM deliveries WHERE target = ?1 AND state = 'pending' AND handed_over = 0
                    UNION ALL SELECT min(seq) FROM deliveries WHERE target = ?1 AND handed_over = 1))
                """);
            if (statement.Add(target.Name).Step())
                oldest.Add(target.Name, statement.Time(0));
        }

        return oldest;
    }

    private static List<AlertCount> Alerts(Database database)
    {
        var counts = new List<AlertCount>();
        using var statement = database.Get("SELECT state, severity, count(*) FROM alerts WHERE state <> 'resolved' GROUP BY state, severity ORDER BY state, severity");
        while (statement.Step())
            counts.Add(new AlertCount(statement.Text(0), statement.Text(1), statement.Long(2)));
        return counts;
    }
}
