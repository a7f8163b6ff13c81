using Reactor.Reactions.Holds;
using Reactor.Store.Sqlite;

namespace Reactor.Store.Reading;

/// <content>Silences and maintenances.</content>
public sealed partial class StoreReader
{
    private const string IsKept = Sqlite.Writing.Holds.IsKept;

    /// <summary>Silences or maintenances, the newest first.</summary>
    /// <param name="kind"><c>silence</c> or <c>maintenance</c>.</param>
    /// <param name="id">How their ids begin; null: all.</param>
    /// <param name="limit">Rows at most.</param>
    /// <param name="before">Only what is older than the one of this id: the page after the one that ends with it; null: all.</param>
    /// <exception cref="ArgumentException">The one named by <paramref name="before"/> is not stored (any more).</exception>
    public IReadOnlyList<StoredHold> Holds(string kind, string? id = null, int limit = DefaultLimit, string? before = null) => Query(database =>
        Before(database, SelectHolds(kind).WhereBegins("h.id", id), kind, before).Order("h.seq DESC", limit).Read(database, row => ReadHold(kind, row)));

    /// <summary>Silences or maintenances that are in a state at a time, the newest first.</summary>
    /// <param name="kind"><c>silence</c> or <c>maintenance</c>.</param>
    /// <param name="state"><c>pending</c>, <c>active</c> or <c>expired</c>.</param>
    /// <param name="now">The time.</param>
    /// <param name="limit">Rows at most.</param>
    /// <param name="before">As for all of them.</param>
    /// <exception cref="ArgumentException">The one named by <paramref name="before"/> is not stored (any more).</exception>
    public IReadOnlyList<StoredHold> HoldsOfState(string kind, string state, DateTimeOffset now, int limit = MostRows, string? before = null) => Query(database =>
    {
        var select = Before(database, SelectHolds(kind), kind, before);
        if (state == "expired")
            return Ended(select, now).Order("h.seq DESC", limit).Read(database, row => ReadHold(kind, row));
        // When one begins its payload alone says. Of those that have not ended there are only so many.
        var holds = NotEnded(select, now).Order("h.seq DESC", MostRows).Read(database, row => ReadHold(kind, row)).FindAll(hold => hold.StateAt(now) == state);
        return holds.Count <= limit ? holds : holds[..limit];
    });

    /// <summary>How many silences or maintenances, at a time, have not ended.</summary>
    /// <param name="kind"><c>silence</c> or <c>maintenance</c>.</param>
    /// <param name="now">The time.</param>
    public long HoldsInForce(string kind, DateTimeOffset now) => Query(database =>
        NotEnded(new SelectBuilder("SELECT count(*) FROM holds h").WhereIs("h.kind", kind), now).Order("1", 1).Read(database, row => row.Long(0))[0]);

    private static SelectBuilder SelectHolds(string kind) =>
        new SelectBuilder($"SELECT h.payload, h.created_at, h.uid, h.pid, h.ended_at, h.ended_by, {IsKept} FROM holds h").WhereIs("h.kind", kind);

    private static SelectBuilder Before(Database database, SelectBuilder select, string kind, string? before) => before is null
        ? select
        : select.Where("h.seq < ?", Position(database, new SelectBuilder("SELECT seq, id FROM holds").WhereIs("kind", kind), "id", kind, before));

    private static SelectBuilder NotEnded(SelectBuilder select, DateTimeOffset now) =>
        select.Where("h.ended_at IS NULL").Where($"h.ends_at >= ? OR (h.ends_at IS NULL AND {IsKept})", Times.ToMicroseconds(now));

    private static SelectBuilder Ended(SelectBuilder select, DateTimeOffset now) =>
        select.Where($"h.ended_at IS NOT NULL OR h.ends_at < ? OR (h.ends_at IS NULL AND NOT {IsKept})", Times.ToMicroseconds(now));

    private static StoredHold ReadHold(string kind, Statement row) => new(
        kind == Sqlite.Writing.Holds.Silence ? Silence.Read(row.Blob(0)) : Maintenance.Read(row.Blob(0)),
        row.Time(1), row.LongOrNull(2), row.LongOrNull(3), row.TimeOrNull(4), row.TextOrNull(5), row.Long(6) != 0);
}
