using System.Collections.Immutable;
using System.Globalization;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Store.Sqlite;
using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store.Reading;

/// <summary>Finds an event by any id that followed from it, and all that followed.</summary>
public static class Traces
{
    /// <summary>Most rows of each list.</summary>
    public const int MostRows = 200;

    /// <summary>The shortest beginning of an id that is looked for.</summary>
    public const int ShortestPrefix = 4;

    private const int LongestId = 512;
    private const int MostCandidates = 10;

    private const string EventOfFiring = $"(SELECT f.event_id FROM firings f WHERE f.block IN {IdBlocks.OfFirings} AND f.id = t.firing_id)";

    // Tables that have ids, where these are kept by blocks all of them, and how each leads to its event.
    private static readonly (string Table, string Id, string? Blocks, string Event)[] s_ways =
    [
        ("events", "id", IdBlocks.OfEvents, "t.id"),
        ("firings", "id", IdBlocks.OfFirings, "t.event_id"),
        ("deliveries", "webhook_id", IdBlocks.OfDeliveries, EventOfFiring),
        ("steps", "id", null, EventOfFiring),
        ("alerts", "uid", null, EventOfFiring),
    ];

    /// <summary>The event of an id of its own, of a firing, a delivery (webhook-id), a step or an alert.</summary>
    /// <param name="reader">The store.</param>
    /// <param name="id">The id, or how it begins where that is enough.</param>
    /// <exception cref="ArgumentException">There is none, or several begin so; the message lists them.</exception>
    public static StoredTrace Find(StoreReader reader, string id)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length is < ShortestPrefix or > LongestId)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"An id, or its beginning, has {ShortestPrefix} to {LongestId} characters."));
        return reader.Query(database => Read(database, EventOf(database, id)));
    }

    private static string EventOf(Database database, string id)
    {
        foreach (var prefix in (bool[])[false, true])
        {
            var found = s_ways.SelectMany(way => Candidates(database, way, id, prefix)).Take(MostCandidates + 1).ToList();
            if (found.Count == 0)
                continue;
            if (found is not [var (own, leads)])
            {
                var more = found.Count > MostCandidates ? ", and more" : "";
                throw new ArgumentException($"{found.Take(MostCandidates).Count()} ids begin with {id}: {string.Join(", ", found.Take(MostCandidates).Select(f => f.Id))}{more}. Give more of it");
            }
            return leads ?? throw new ArgumentException($"{own} is kept, and the firing that it followed from is not (any more)");
        }
        throw new ArgumentException($"No event, firing, delivery, step or alert has an id that begins with {id} (any more)");
    }

    private static List<(string Id, string? Event)> Candidates(Database database, (string Table, string Id, string? Blocks, string Event) way, string id, bool prefix) =>
        new SelectBuilder($"SELECT t.{way.Id}, {way.Event} FROM {way.Table} t")
            .Where(way.Blocks is null ? "1" : $"t.block IN {way.Blocks}")
            .Where(prefix ? $"t.{way.Id} >= ? AND t.{way.Id} < ?" : $"t.{way.Id} = ?", prefix ? [id, id + "\U0010FFFF"] : [id])
            .Order($"t.{way.Id}", MostCandidates + 1).Read(database, row => (row.Text(0), row.TextOrNull(1)));

    private static StoredTrace Read(Database database, string eventId)
    {
        var cut = new List<string>();
        var seen = new SelectBuilder($"SELECT {StoreReader.EventColumns} FROM events").WhereBlock(IdBlocks.OfEvents, eventId).WhereIs("id", eventId).Order("seq", 1).Read(database, StoreReader.ReadEvent).FirstOrDefault();
        var firings = Bounded("firings", cut, new SelectBuilder($"SELECT {StoreReader.FiringColumns} FROM firings").WhereIs("event_id", eventId), "seq", database, StoreReader.ReadFiring);
        var alerts = OfEach(firings, "alerts", cut, firing => new SelectBuilder($"SELECT {AlertColumns.All} FROM alerts")
            .Where(
                "rule = ? AND key = ? AND starts_at <= ? AND (ends_at IS NULL OR ends_at >= ?)",
                firing.Rule, firing.Key, Times.ToMicroseconds(firing.At), Times.ToMicroseconds(firing.At)), "seq", database, AlertColumns.Read);
        var deliveries = OfEach(firings, "deliveries", cut, firing => new SelectBuilder($"SELECT {StoreReader.DeliveryColumns} FROM deliveries").Where($"seq IN {IdBlocks.DeliveriesOfFiring}", firing.Id), "seq", database, StoreReader.ReadDelivery);
        var attempts = OfEach(firings, "attempts", cut, firing => new SelectBuilder($"SELECT {StoreReader.AttemptColumns} FROM attempts").Where($"delivery IN {IdBlocks.DeliveriesOfFiring}", firing.Id), "delivery, attempt", database, StoreReader.ReadAttempt);
        var steps = OfEach(firings, "steps", cut, firing => new SelectBuilder(
            "SELECT id, firing_id, rule, action_path, kind, vm_id, vm_name, state, intended_at, begun_at, ended_at, request, result FROM steps").WhereIs("firing_id", firing.Id), "seq", database, ReadStep);
        var records = Bounded(
            "records", cut, new SelectBuilder("SELECT key, vm_id, vm_name, created_at, at, event_id, firing_id, fields, table_name FROM records").WhereIs("event_id", eventId), "seq", database,
            row => new TracedRecord(row.Text(8), StoreReader.ReadRecord(row)));
        var trace = new StoredTrace { EventId = eventId, Event = seen, Firings = firings, Alerts = alerts, Deliveries = deliveries, Attempts = attempts, Steps = steps, Records = records };
        return trace with { Audit = Meanwhile(database, trace, cut), Truncated = [.. cut] };
    }

    /// <summary>What operators had done to the VM from the event to the last of what followed.</summary>
    private static ImmutableArray<AuditRow> Meanwhile(Database database, StoredTrace trace, List<string> cut)
    {
        var (vm, from) = trace switch
        {
            { Event: { } e } => (e.VmId, e.At),
            { Firings: [var firing, ..] } => (firing.VmId, firing.At),
            _ => ("", default),
        };
        if (vm.Length == 0)
            return [];
        var to = trace.Steps.Select(step => step.EndedAt ?? step.IntendedAt)
            .Concat(trace.Deliveries.Select(delivery => delivery.CompletedAt ?? delivery.CreatedAt))
            .Concat(trace.Alerts.Select(alert => alert.EndsAt ?? alert.RefreshedAt))
            .Append(from).Max();
        return Bounded(
            "audit", cut,
            new SelectBuilder($"SELECT {AuditTrail.Columns} FROM audit").Where("vm_id = ? AND at >= ? AND at <= ?", vm, Times.ToMicroseconds(from), Times.ToMicroseconds(to)),
            "at, seq", database, AuditTrail.Read);
    }

    private static ImmutableArray<TRow> OfEach<TOf, TRow>(
        ImmutableArray<TOf> each, string name, List<string> cut, Func<TOf, SelectBuilder> select, string order, Database database, Func<Statement, TRow> read)
    {
        var rows = ImmutableArray.CreateBuilder<TRow>();
        foreach (var of in each)
        {
            rows.AddRange(Bounded(name, cut, select(of), order, database, read));
            if (rows.Count <= MostRows)
                continue;
            Cut(name, cut);
            return [.. rows.Take(MostRows)];
        }
        return rows.ToImmutable();
    }

    private static ImmutableArray<T> Bounded<T>(string name, List<string> cut, SelectBuilder select, string order, Database database, Func<Statement, T> read)
    {
        var rows = select.Order(order, MostRows + 1).Read(database, read);
        if (rows.Count > MostRows)
            Cut(name, cut);
        return [.. rows.Take(MostRows)];
    }

    private static void Cut(string name, List<string> cut)
    {
        if (!cut.Contains(name))
            cut.Add(name);
    }

    private static StoredStep ReadStep(Statement row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.Text(6), row.Text(7), row.Time(8), row.TimeOrNull(9), row.TimeOrNull(10),
        StepRequestJson.Read(row.Blob(11)), row.BlobOrNull(12) is { } result ? StepResultJson.Read(result) : null);
}
