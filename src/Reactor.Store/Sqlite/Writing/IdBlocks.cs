namespace Reactor.Store.Sqlite.Writing;

/// <summary>
/// Ids of firings and of deliveries are hashes, in no order, and those of events begin with their VM's process. They are kept by blocks of what was written
/// together, so that a new one touches the pages of the last block alone; whoever looks for an id asks every block, one step in the index each.
/// </summary>
internal static class IdBlocks
{
    // As in the migration.
    private const int Size = 1024;

    /// <summary>Block of what was decided after its firing, or tells of several.</summary>
    public const long None = 0;

    // All blocks of a table: one step in its index per block.
    private const string First = "(WITH RECURSIVE blocks (block) AS (SELECT min(t.block) FROM";
    private const string Next = "UNION ALL SELECT (SELECT min(t.block) FROM";
    private const string Rest = "WHERE t.block > blocks.block) FROM blocks WHERE blocks.block IS NOT NULL) SELECT block FROM blocks WHERE block IS NOT NULL)";

    private const string Events = "events t INDEXED BY events_ids";
    private const string Firings = "firings t INDEXED BY firings_ids";
    private const string Deliveries = "deliveries t INDEXED BY deliveries_ids";

    /// <summary>All blocks of events, as a subquery.</summary>
    public const string OfEvents = $"{First} {Events} {Next} {Events} {Rest}";

    /// <summary>All blocks of firings, as a subquery.</summary>
    public const string OfFirings = $"{First} {Firings} {Next} {Firings} {Rest}";

    /// <summary>All blocks of deliveries, as a subquery.</summary>
    public const string OfDeliveries = $"{First} {Deliveries} {Next} {Deliveries} {Rest}";

    /// <summary>Numbers of the deliveries of a firing: those decided with it, and those decided later. Its id is the first value.</summary>
    public const string DeliveriesOfFiring =
        $"""
        (SELECT d.seq FROM firings f CROSS JOIN deliveries d INDEXED BY deliveries_firings ON d.block = f.block + 1 AND d.firing_id = f.id
            WHERE f.block IN {OfFirings} AND f.id = ?1
        UNION ALL
        SELECT seq FROM deliveries INDEXED BY deliveries_firings WHERE block = 0 AND firing_id = ?1)
        """;

    /// <summary>Block of the deliveries that are decided with a firing of this number.</summary>
    public static long Of(long firing) => firing / Size + 1;
}
