using System.Collections.Immutable;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Store.Sqlite;
using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store.Reading;

/// <summary>
/// Reads a store without writing to it: beside a running daemon, after one, and on read-only media. Makes no file beside the store.
/// Every call opens the file anew and sees one moment of it; calls may come from any thread. They block (they are short, but read a disk).
/// All fail with <see cref="StoreUnavailableException"/> where the file is missing, damaged, or of another version.
/// </summary>
public sealed partial class StoreReader
{
    /// <summary>Rows given where no limit is named.</summary>
    public const int DefaultLimit = 100;

    /// <summary>Most rows of one answer.</summary>
    public const int MostRows = 10_000;

    private StoreReader(string path) => Path = path;

    /// <summary>The file, absolute.</summary>
    public string Path { get; }

    /// <summary>Looks at the file once, so that what is wrong with it is told early.</summary>
    /// <param name="path">The store's file.</param>
    public static StoreReader Open(string path)
    {
        var reader = new StoreReader(System.IO.Path.GetFullPath(path));
        ReadingFile.Query(reader.Path, database => database.Scalar("SELECT count(*) FROM meta"));
        return reader;
    }

    /// <summary>
    /// Events: the last ones, in order of time, or with <see cref="EventFilter.After"/> the next ones, in the order in which they were written: that of
    /// time for each VM, while those of different VMs may be a second apart.
    /// </summary>
    /// <exception cref="ArgumentException">The event named by <see cref="EventFilter.After"/> or <see cref="EventFilter.Before"/> is not stored (any more).</exception>
    public IReadOnlyList<StoredEvent> Events(EventFilter filter) => Query(database =>
    {
        var select = new SelectBuilder($"SELECT {EventColumns} FROM events")
            .WhereVm(filter.Vm).WhereLike("name", filter.Name).WhereSince("at", filter.Since).WhereUntil("at", filter.Until);
        if (filter.After is not null)
            select.Where("seq > ?", EventPosition(database, filter.After));
        if (filter.Before is not null)
            select.WhereBefore("at", "seq", PlaceInTime(database, filter.Before));
        var rows = select.Order(filter.After is null ? "at DESC, seq DESC" : "seq", filter.Limit).Read(database, ReadEvent);
        if (filter.After is null)
            rows.Reverse();
        return rows;
    });

    /// <summary>The event of this id; null where it is not stored (any more).</summary>
    /// <param name="id">Its id.</param>
    public StoredEvent? Event(string id) => Query(database =>
        new SelectBuilder($"SELECT {EventColumns} FROM events").WhereBlock(IdBlocks.OfEvents, id).WhereIs("id", id).Order("seq", 1)
            .Read(database, ReadEvent).FirstOrDefault());

    /// <summary>Events in order of time, from the oldest on, a page at a time.</summary>
    /// <param name="position">Where the page begins: the default, then what the page before gave.</param>
    /// <param name="filter">Which; <see cref="EventFilter.After"/> doesn't count.</param>
    /// <returns>The page, empty at the end, and where the next one begins.</returns>
    public (IReadOnlyList<StoredEvent> Events, EventPosition Next) EventPage(EventPosition position, EventFilter filter) => Query(database =>
    {
        var next = position;
        var rows = new SelectBuilder($"SELECT {EventColumns}, seq FROM events")
            .WhereVm(filter.Vm).WhereLike("name", filter.Name).WhereSince("at", filter.Since).WhereAfter("at", "seq", position).Order("at, seq", filter.Limit)
            .Read(database, row =>
            {
                next = new EventPosition(Times.ToMicroseconds(row.Time(4)), row.Long(9));
                return ReadEvent(row);
            });
        return ((IReadOnlyList<StoredEvent>)rows, next);
    });

    /// <summary>Firings, the newest first.</summary>
    public IReadOnlyList<StoredFiring> Firings(FiringFilter filter) => Query(database =>
        new SelectBuilder($"SELECT {FiringColumns} FROM firings")
            .WhereVm(filter.Vm).WhereLike("rule", filter.Rule).WhereSince("at", filter.Since).Order("seq DESC", filter.Limit)
            .Read(database, ReadFiring));

    /// <summary>Alerts, the one opened last first.</summary>
    /// <exception cref="ArgumentException">The alert named by <see cref="AlertFilter.Before"/> is not stored (any more).</exception>
    public IReadOnlyList<AlertRow> Alerts(AlertFilter filter) => Query(database => Alerts(database, filter));

    /// <summary>Alerts, the one opened last first, each with who was told of it.</summary>
    public IReadOnlyList<(AlertRow Alert, AlertTelling Telling)> ToldAlerts(AlertFilter filter) => Query(database =>
        Alerts(database, filter).ConvertAll(alert => (alert, AlertTelling.Of(
            alert, (partition, kind, key) => StateRows.Find(database, partition, kind, key) is { } payload ? payload : default(ReadOnlyMemory<byte>?), (partition, kind, text) => Inbox.Waits(database, partition, kind, text))
            .Without(Untold(database, alert)))));

    // Held on its way until the alert had ended: then nothing of it is told there, unless an attempt may have arrived.
    private static Dictionary<string, string?> Untold(Database database, AlertRow alert)
    {
        var untold = new Dictionary<string, string?>(StringComparer.Ordinal);
        using var statement = database.Get(
            $"""
            SELECT m.target, m.held_by FROM deliveries m INDEXED BY deliveries_untold
            WHERE m.alert = ?2 AND m.kind = 'firing' AND m.state = 'muted'
                AND NOT EXISTS (SELECT 1 FROM deliveries o WHERE o.seq IN {IdBlocks.DeliveriesOfFiring} AND o.alert = m.alert AND o.target = m.target AND o.state <> 'muted')
            """);
        statement.Add(alert.FiringId).Add(alert.Uid);
        while (statement.Step())
            untold[statement.Text(0)] = statement.TextOrNull(1);
        return untold;
    }

    private static List<AlertRow> Alerts(Database database, AlertFilter filter)
    {
        var select = new SelectBuilder($"SELECT {AlertColumns.All} FROM alerts").WhereBegins("uid", filter.Uid).WhereVm(filter.Vm).WhereLike("rule", filter.Rule)
            .WhereSince("starts_at", filter.Since).WhereUntil("starts_at", filter.Until);
        if (filter.Before is { } before)
            select.Where("seq < ?", Position(database, new("SELECT seq, uid FROM alerts"), "uid", "alert", before));
        select = filter.State == "open" ? select.Where("state <> 'resolved'") : select.WhereIs("state", filter.State);
        return select.Order("seq DESC", filter.Limit).Read(database, AlertColumns.Read);
    }

    /// <summary>Whether a row waits in an inbox whose id begins so.</summary>
    public bool WaitsInInbox(string id) => Query(database =>
        new SelectBuilder("SELECT 1 FROM inbox").WhereBegins("id", id).Order("seq", 1).Read(database, row => row.Long(0)).Count > 0);

    /// <summary>Deliveries, the newest first.</summary>
    /// <exception cref="ArgumentException">The delivery named by <see cref="DeliveryFilter.Before"/> is not stored (any more).</exception>
    public IReadOnlyList<StoredDelivery> Deliveries(DeliveryFilter filter) => Query(database =>
    {
        var select = SelectDeliveries().WhereSince("created_at", filter.Since).WhereUntil("created_at", filter.Until);
        if (filter.Before is { } before)
            select.Where("seq < ?", Position(database, new SelectBuilder("SELECT seq, webhook_id FROM deliveries").WhereBlock(IdBlocks.OfDeliveries, before), "webhook_id", "delivery", before));
        return select
            .WhereBlock(IdBlocks.OfDeliveries, filter.IdPrefix).WhereBegins("webhook_id", filter.IdPrefix).WhereIs("state", filter.State).WhereLike("target", filter.Target).WhereLike("vm_name", filter.Vm).WhereLike("rule", filter.Rule)
            .Order("seq DESC", filter.Limit).Read(database, ReadDelivery);
    });

    /// <summary>The delivery of this id; null for an unknown one.</summary>
    /// <param name="webhookId">Its id.</param>
    public StoredDelivery? Delivery(string webhookId) => Query(database =>
        SelectDeliveries().Where(HasId, webhookId).Order("seq", 1).Read(database, ReadDelivery).FirstOrDefault());

    private const string HasId = $"block IN {IdBlocks.OfDeliveries} AND webhook_id = ?";

    private static SelectBuilder SelectDeliveries() => new($"SELECT {DeliveryColumns} FROM deliveries");

    /// <summary>The body of a delivery, as it is sent; null for an unknown one.</summary>
    public byte[]? DeliveryBody(string webhookId) => Query(database =>
    {
        using var statement = database.Get($"SELECT body FROM deliveries JOIN delivery_bodies ON delivery = seq WHERE {HasId}");
        return statement.Add(webhookId).Step() ? statement.Blob(0) : null;
    });

    /// <summary>The attempts at a delivery, in order.</summary>
    public IReadOnlyList<StoredAttempt> Attempts(string webhookId) => Query(database =>
        new SelectBuilder($"SELECT {AttemptColumns} FROM attempts")
            .Where($"delivery = (SELECT seq FROM deliveries WHERE {HasId})", webhookId).Order("attempt", MostRows)
            .Read(database, ReadAttempt));

    /// <summary>The targets for which something waits or is dead, or that are or were disabled, by name.</summary>
    public IReadOnlyList<StoredTarget> Targets() => Query(database =>
        new SelectBuilder(
            """
            WITH RECURSIVE pending (name) AS (
                SELECT min(target) FROM deliveries WHERE state = 'pending' AND handed_over = 0
                UNION ALL
                SELECT (SELECT min(d.target) FROM deliveries d WHERE d.state = 'pending' AND d.handed_over = 0 AND d.target > pending.name) FROM pending WHERE pending.name IS NOT NULL
            ), handed_over (name) AS (
                SELECT min(target) FROM deliveries WHERE handed_over = 1
                UNION ALL
                SELECT (SELECT min(d.target) FROM deliveries d WHERE d.handed_over = 1 AND d.target > handed_over.name) FROM handed_over WHERE handed_over.name IS NOT NULL
            ), dead (name) AS (
                SELECT min(target) FROM deliveries WHERE state = 'dead'
                UNION ALL
                SELECT (SELECT min(d.target) FROM deliveries d WHERE d.state = 'dead' AND d.target > dead.name) FROM dead WHERE dead.name IS NOT NULL
            ), named (name) AS (
                SELECT name FROM pending WHERE name IS NOT NULL UNION SELECT name FROM handed_over WHERE name IS NOT NULL
                UNION SELECT name FROM dead WHERE name IS NOT NULL UNION SELECT name FROM targets
            )
            SELECT n.name,
                (SELECT count(*) FROM deliveries d WHERE d.target = n.name AND d.state = 'pending' AND d.handed_over = 0)
                    + (SELECT count(*) FROM deliveries d WHERE d.target = n.name AND d.handed_over = 1),
                (SELECT count(*) FROM deliveries d WHERE d.target = n.name AND d.state = 'dead'), t.disabled_at, t.reason
            FROM named n LEFT JOIN targets t ON t.name = n.name
            """)
            .Order("n.name", MostRows)
            .Read(database, row => new StoredTarget(row.Text(0), row.Long(1), row.Long(2), row.TimeOrNull(3), row.TextOrNull(4))));

    /// <summary>The record tables, by name.</summary>
    public IReadOnlyList<RecordTable> RecordTables() => Query(database =>
        new SelectBuilder(
            """
            SELECT name, (SELECT count(*) FROM records WHERE table_name = name), columns, (SELECT max(at) FROM records WHERE table_name = name)
            FROM record_tables
            """)
            .Order("name", MostRows)
            .Read(database, row => new RecordTable(row.Text(0), row.Long(1), JsonText.ReadArray(row.Text(2)), row.TimeOrNull(3))));

    /// <summary>Rows of a record table, those written last first. Those of one firing are not parted, though they be more than was asked for.</summary>
    /// <exception cref="ArgumentException">There is no such table, or the field's name cannot be asked for.</exception>
    public IReadOnlyList<StoredRecord> Records(string table, RecordFilter filter) => Query(database =>
    {
        CheckTable(database, table);
        var select = SelectRecords(table, filter).WhereSince("at", filter.Since).WhereUntil("at", filter.Until);
        if (filter.Before is { } before)
            select.Where("(at, firing_id) < (?, ?)", Times.ToMicroseconds(before.At), before.FiringId);
        var rows = select.Order(RecordOrder, filter.Limit).Read(database, row => (Record: ReadRecord(row), Number: row.Long(8)));
        var records = rows.ConvertAll(row => row.Record);
        if (rows.Count == filter.Limit)
        {
            var (last, number) = rows[^1];
            records.AddRange(SelectRecords(table, filter).Where("at = ? AND firing_id = ? AND seq < ?", Times.ToMicroseconds(last.At), last.FiringId, number)
                .Order(RecordOrder, MostRows).Read(database, ReadRecord));
        }
        return records;
    });

    private const string RecordOrder = "at DESC, firing_id DESC, seq DESC";

    private static SelectBuilder SelectRecords(string table, RecordFilter filter)
    {
        var select = new SelectBuilder("SELECT key, vm_id, vm_name, created_at, at, event_id, firing_id, fields, seq FROM records").WhereIs("table_name", table).WhereVm(filter.Vm);
        return filter.Field is { } field ? select.Where("CAST(fields ->> ? AS TEXT) = ?", FieldPath(field.Key), field.Value) : select;
    }

    /// <summary>Commands of operators, the newest first.</summary>
    /// <exception cref="ArgumentException">The row named by <see cref="AuditFilter.Before"/> is not stored (any more).</exception>
    public IReadOnlyList<AuditRow> Audit(AuditFilter filter) => Query(database =>
    {
        var select = new SelectBuilder($"SELECT {AuditTrail.Columns} FROM audit")
            .WhereVm(filter.Vm).WhereLike("command", filter.Command).WhereIs("outcome", filter.Outcome).WhereSince("at", filter.Since).WhereUntil("at", filter.Until);
        if (filter.Before is { } before)
            select.Where("seq < ?", Position(database, new("SELECT seq, id FROM audit"), "id", "row of the audit", before));
        return select.Order("seq DESC", filter.Limit).Read(database, AuditTrail.Read);
    });

    /// <summary>The pauses of actions that are in force, the oldest first.</summary>
    public IReadOnlyList<ActionPause> Pauses() => Query(database => ActionPauses.Read(database));

    /// <summary>What was last known of each VM, by name.</summary>
    public IReadOnlyList<VmStateRow> Vms() => Query(database =>
        new SelectBuilder($"SELECT {VmRows.Columns} FROM vms").Order("name, id", MostRows).Read(database, VmRows.Read));

    private static EventPosition PlaceInTime(Database database, string id)
    {
        var number = EventPosition(database, id);
        using var statement = database.Get("SELECT at FROM events WHERE seq = ?");
        statement.Add(number).Step();
        return new EventPosition(statement.Long(0), number);
    }

    private static long EventPosition(Database database, string id) => Position(database, new SelectBuilder("SELECT seq, id FROM events").WhereBlock(IdBlocks.OfEvents, id), "id", "event", id);

    // By the id, or by how it begins where that is enough.
    private static long Position(Database database, SelectBuilder select, string column, string what, string id) => id.Length == 0
        ? throw new ArgumentException($"An id is empty: that of a stored {what} is wanted, or how it begins.")
        : select.WhereBegins(column, id).Order(column, 2).Read(database, row => (Number: row.Long(0), Id: row.Text(1))) switch
        {
            [var only] => only.Number,
            [var first, ..] when first.Id == id => first.Number,
            [] => throw new ArgumentException($"There is no {what} {id} in the store (any more): start again from a time."),
            _ => throw new ArgumentException($"More than one {what} has an id that begins with {id}: give more of it."),
        };

    private static void CheckTable(Database database, string table)
    {
        using var statement = database.Get("SELECT 1 FROM record_tables WHERE name = ?");
        if (!statement.Add(table).Step())
            throw new ArgumentException($"There is no record table \"{table}\" (yet).");
    }

    private static string FieldPath(string field) => RecordNames.CanBeColumn(field)
        ? $"$.\"{field}\""
        : throw new ArgumentException($"\"{field}\" cannot be asked for: letters, digits, _ and - alone, no _ in front.");

    internal T Query<T>(Func<Database, T> query) => ReadingFile.Query(Path, query);
}
