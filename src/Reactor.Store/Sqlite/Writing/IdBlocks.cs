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

    /// <summary>All blocks of events, as a subquery.</summary>
    public const string OfEvents =
        """
        (WITH RECURSIVE blocks (block) AS (
            SELECT min(block) FROM events INDEXED BY events_ids
            UNION ALL
            SELECT (SELECT min(e.block) FROM events e INDEXED BY events_ids WHERE e.block > blocks.block) FROM blocks WHERE blocks.block IS NOT NULL
        ) SELECT block FROM blocks WHERE block IS NOT NULL)
        """;

    /// <summary>All blocks of firings, as a subquery.</summary>
    public const string OfFirings =
        """
        (WITH RECURSIVE blocks (block) AS (
            SELECT min(block) FROM firings INDEXED BY firings_ids
            UNION ALL
            SELECT (SELECT min(f.block) FROM firings f INDEXED BY firings_ids WHERE f.block > blocks.block) FROM blocks WHERE blocks.block IS NOT NULL
        ) SELECT block FROM blocks WHERE block IS NOT NULL)
        """;

    /// <summary>All blocks of deliveries, as a subquery.</summary>
    public const string OfDeliveries =
        """
        (WITH RECURSIVE blocks (block) AS (
            SELECT min(block) FROM deliveries INDEXED BY deliveries_ids
            UNION ALL
            SELECT (SELECT min(d.block) FROM deliveries d INDEXED BY deliveries_ids WHERE d.block > blocks.block) FROM blocks WHERE blocks.block IS NOT NULL
        ) SELECT block FROM blocks WHERE block IS NOT NULL)
        """;

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
