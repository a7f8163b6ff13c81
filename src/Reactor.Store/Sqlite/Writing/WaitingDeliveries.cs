using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>
/// Deliveries of a target that wait and that nothing goes before, the one due longest first. Without their bodies: of a target that keeps the order they are sorted,
/// one of each line.
/// </summary>
internal readonly ref struct WaitingDeliveries : IDisposable
{
    private const string Columns = "seq, next_at, webhook_id, firing_id, kind, vm_name, line, series";

    // The first of each line, one step in the index per line, however many wait behind it. What is held leaves its line to others, and with it what is behind it, until
    // it may go: but for that of a group, which has no others.
    private const string Heads =
        $"""
        WITH RECURSIVE lines (name) AS (
            SELECT min(line) FROM deliveries WHERE state = 'pending' AND handed_over = 0 AND target = ?1
            UNION ALL
            SELECT (SELECT min(d.line) FROM deliveries d WHERE d.state = 'pending' AND d.handed_over = 0 AND d.target = ?1 AND d.line > lines.name) FROM lines WHERE lines.name IS NOT NULL
        ), heads (head) AS MATERIALIZED (
            SELECT (SELECT min(d.seq) FROM deliveries d WHERE d.state = 'pending' AND d.handed_over = 0 AND d.target = ?1 AND d.line = lines.name AND (d.held_by IS NULL OR (d.next_at <= ?3 AND d.behind = 0 AND NOT {DeliveryOrder.IsBehind}) OR d.line <> d.vm_name)) FROM lines WHERE lines.name IS NOT NULL
        )
        """;

    private const string OfLines = $"{Heads} SELECT {Columns} FROM heads CROSS JOIN deliveries d ON seq = head WHERE next_at <= ?2 AND NOT {DeliveryOrder.IsBehind} ORDER BY next_at, seq";

    private const string OfAll =
        $"SELECT {Columns} FROM deliveries d WHERE state = 'pending' AND handed_over = 0 AND behind = 0 AND target = ?1 AND next_at <= ?2 AND NOT {DeliveryOrder.IsBehind} ORDER BY next_at, seq";

    private readonly DeliveryClaims _claims;
    private readonly Statement _statement;
    private readonly string _target;
    private readonly bool _isOrdered;

    /// <param name="session">The session.</param>
    /// <param name="target">The target.</param>
    /// <param name="isOrdered">Of each line only the first.</param>
    /// <param name="dueBy">Due by then.</param>
    /// <param name="heldDueBy">Where ordered, of those that are held: due by then.</param>
    public WaitingDeliveries(Session session, string target, bool isOrdered, DateTimeOffset dueBy, DateTimeOffset heldDueBy)
    {
        (_claims, _target, _isOrdered) = (session.Claims, target, isOrdered);
        _statement = session.Database.Get(isOrdered ? OfLines : OfAll).Add(target).Add(dueBy);
        if (isOrdered)
            _statement.Add(heldDueBy);
    }

    /// <summary>The row's number.</summary>
    public long Number => _statement.Long(0);

    public DateTimeOffset Due => _statement.Time(1);

    /// <summary>Goes to the next that isn't being tried.</summary>
    public bool Next()
    {
        // What is being tried comes among the first: some thousands at most.
        while (_statement.Step())
        {
            if (!_claims.Holds(_statement.Text(2)) && !IsBehindHandedOver())
                return true;
        }

        return false;
    }

    public void Dispose() => _statement.Dispose();

    private bool IsBehindHandedOver()
    {
        var key = DeliveryKey.Of(_target, _statement.Text(3), _statement.Text(4), _statement.Text(5), _statement.Text(6), _statement.TextOrNull(7));
        return _claims.HandedOver.IsBehind(Number, key) || (_isOrdered && _claims.HandedOver.IsBehindInLine(Number, key));
    }
}
