using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store.Reading;

/// <summary>How far a follower of events has read, in the order of writing. Good while it follows; what outlives that is an event's id.</summary>
public readonly record struct EventMark
{
    internal EventMark(long number) => Number = number;

    internal long Number { get; }
}

/// <content>Following events as they are written.</content>
public sealed partial class StoreReader
{
    /// <summary>After the last event that there is, and its id: what is good for longer; null where there is none.</summary>
    public (EventMark Mark, string? Id) EventsEnd() => Query(database =>
    {
        using var statement = database.Get("SELECT seq, id FROM events ORDER BY seq DESC LIMIT 1");
        return statement.Step() ? (new EventMark(statement.Long(0)), statement.Text(1)) : (new EventMark(0), (string?)null);
    });

    /// <summary>After the event of this id; null where it is not stored (any more).</summary>
    /// <param name="id">Its id.</param>
    public EventMark? EventsAfter(string id) => Query(database =>
    {
        using var statement = database.Get($"SELECT seq FROM events WHERE block IN {IdBlocks.OfEvents} AND id = ?");
        return statement.Add(id).Step() ? new EventMark(statement.Long(0)) : (EventMark?)null;
    });

    /// <summary>What was written since, in that order.</summary>
    /// <param name="mark">How far was read.</param>
    /// <param name="filter">Which; <see cref="EventFilter.After"/> doesn't count.</param>
    /// <returns>The events, how far that is, and whether there may be more of them already.</returns>
    public (IReadOnlyList<StoredEvent> Events, EventMark Next, bool HasMore) EventsSince(EventMark mark, EventFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Query(database =>
        {
            var end = LastEvent(database);
            // Numbers begin anew in a table of which retention left nothing.
            var from = Math.Min(mark.Number, end < mark.Number ? 0 : end);
            var last = end;
            var rows = new SelectBuilder($"SELECT {EventColumns}, seq FROM events")
                .Where("seq > ? AND seq <= ?", from, end).WhereVm(filter.Vm).WhereLike("name", filter.Name).WhereSince("at", filter.Since).Order("seq", filter.Limit)
                .Read(database, row =>
                {
                    last = row.Long(9);
                    return ReadEvent(row);
                });
            var isFull = rows.Count == filter.Limit;
            return ((IReadOnlyList<StoredEvent>)rows, new EventMark(isFull ? last : end), isFull);
        });
    }

    private static long LastEvent(Sqlite.Database database)
    {
        using var statement = database.Get("SELECT seq FROM events ORDER BY seq DESC LIMIT 1");
        return statement.Step() ? statement.Long(0) : 0;
    }
}
