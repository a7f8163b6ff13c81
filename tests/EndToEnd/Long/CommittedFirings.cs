using static EndToEnd.Daemon.StoreRows;

namespace EndToEnd.Long;

/// <summary>A delivery and the event it follows from, as they stand in the store's file.</summary>
internal sealed record CommittedDelivery(string FiringId, long Number, string Target, string WebhookId, string State);

/// <summary>A step and the event it follows from, as they stand in the store's file.</summary>
/// <param name="Result">What came of it, whole: for a message.</param>
internal sealed record CommittedStep(string Rule, string Path, long Number, string State, string Status, string Result);

/// <summary>Asks the store's file itself: the command line's answers are bounded.</summary>
internal static class CommittedFirings
{
    /// <summary>The event number of every firing of a rule; a number stands in it as often as it fired.</summary>
    public static List<long> Numbers(string store, string rule) => Read(
        store,
        $"SELECT e.data ->> '$.actual' FROM firings f LEFT JOIN events e ON e.id = f.event_id WHERE f.rule = '{rule}' ORDER BY f.seq",
        row => row.GetInt64(0));

    /// <summary>Every step, and the number of the event that it follows from.</summary>
    public static List<CommittedStep> Steps(string store) => Read(
        store,
        """
        SELECT s.rule, s.action_path, e.data ->> '$.actual', s.state, coalesce(s.status, ''), coalesce(CAST(s.result AS TEXT), '') FROM steps s
        JOIN firings f ON f.id = s.firing_id JOIN events e ON e.id = f.event_id ORDER BY s.seq
        """,
        row => new CommittedStep(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.GetString(5)));

    /// <summary>How many runs go on. Read so that the log of a daemon that was killed stays for the next one to find.</summary>
    public static int Runs(string store) => Read(store, "SELECT count(*) FROM partition_state WHERE kind = 'run'", row => row.GetInt32(0), readOnly: true)[0];

    /// <summary>Every delivery.</summary>
    public static List<CommittedDelivery> Deliveries(string store) => Read(
        store,
        """
        SELECT f.id, e.data ->> '$.actual', d.target, d.webhook_id, d.state FROM firings f
        JOIN events e ON e.id = f.event_id JOIN deliveries d ON d.firing_id = f.id ORDER BY f.seq
        """,
        row => new CommittedDelivery(row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4)));

    /// <summary>How often a rule fired.</summary>
    public static int Count(string store, string rule) => Read(store, $"SELECT count(*) FROM firings WHERE rule = '{rule}'", row => row.GetInt32(0))[0];

    /// <summary>The VM and the event number of every firing of a rule; a pair stands in it as often as it fired.</summary>
    public static List<(string Vm, long Number)> NumbersByVm(string store, string rule) => Read(
        store,
        $"SELECT f.vm_name, e.data ->> '$.actual' FROM firings f JOIN events e ON e.id = f.event_id WHERE f.rule = '{rule}' ORDER BY f.seq",
        row => (row.GetString(0), row.GetInt64(1)));

    /// <summary>How many deliveries stand in each state.</summary>
    public static Dictionary<string, long> DeliveryStates(string store) => Read(
        store, "SELECT state, count(*) FROM deliveries GROUP BY state", row => (State: row.GetString(0), Count: row.GetInt64(1))).ToDictionary(row => row.State, row => row.Count);
}
