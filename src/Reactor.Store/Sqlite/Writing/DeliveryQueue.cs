using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Reactor.Reactions.Commits;
using SQLitePCL;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>Deliveries that wait: added, claimed, and when the next is due.</summary>
internal static class DeliveryQueue
{
    // Of the bodies of one claim: what waits in memory stays bounded, whatever rules send.
    private const long MostClaimedBytes = 4 * 1024 * 1024;

    // Of one claim: where an alert opened and ended again and again while its target was down, all of that is muted, and others wait for this transaction.
    private const int MostHeld = 500;

    private const string Columns =
        "attempts, revived_after, webhook_id, firing_id, rule, action_path, target, kind, vm_name, event_name, created_at, content_type, body, inline, on_giveup, line";

    /// <summary>Adds one, and claims it where its target has room. One of an id that is there already changes nothing: that one stands.</summary>
    /// <param name="session">The session.</param>
    /// <param name="partition">Where it was decided.</param>
    /// <param name="row">It.</param>
    /// <param name="block">Of the firing that it was decided with.</param>
    /// <param name="appended">Takes what becomes of it.</param>
    /// <param name="maybeHeld">Something holds notifications of which its partition didn't know.</param>
    public static void Insert(Session session, int partition, DeliveryRow row, long block, AppendedDeliveries appended, bool maybeHeld)
    {
        var database = session.Database;
        string? disabled = row.IsMuted ? null : session.Disabled.Of(row.Target);
        bool isPending = !row.IsMuted && disabled is null;
        bool isBehind = isPending && DeliveryOrder.AnyWaits(database, row);
        bool mayFollow = isBehind || DeliveryOrder.MayHold(session, row);
        bool hasRoom = isPending && !mayFollow && !maybeHeld && session.Claims.TakeRoom(row.Target, row.Body.Length);
        using (var statement = database.Get(
            """
            INSERT INTO deliveries (block, webhook_id, firing_id, rule, action_path, target, kind, vm_name, event_name, created_at, content_type,
                inline, on_giveup, partition, state, dead_reason, next_at, completed_at, last_detail, line, handed_over, alert, series, tells_end, labels, vm_labels, behind, held_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (block, webhook_id) DO NOTHING
            """))
        {
            statement.Add(block).Add(row.WebhookId).Add(row.FiringId).Add(row.Rule).Add(row.ActionPath).Add(row.Target).Add(row.Kind).Add(row.VmName)
                .Add(row.EventName).Add(row.CreatedAt).Add(row.ContentType).Add(InlineRequestJson.Write(row.Inline))
                .AddJson(row.OnGiveUp).Add(partition);
            statement.Add(row.IsMuted ? "muted" : isPending ? "pending" : "dead").Add(disabled is null ? null : "disabled").Add(row.CreatedAt);
            statement.Add(isPending ? null : row.CreatedAt).Add(disabled is null ? null : $"The target is disabled: {disabled}").Add(row.Line).Add(hasRoom ? 1 : 0);
            statement.Add(row.Alert).Add(row.Series).Add(row.TellsEnd ? 1 : 0).Add(MapOrNull(row.Labels)).Add(MapOrNull(row.VmLabels)).Add(isBehind ? 1 : 0).Add(row.MutedBy);
            if (statement.Run() == 0)
            {
                session.Duplicates++;
                if (hasRoom)
                    session.Claims.GiveBackLast();
                return;
            }
        }

        long number = database.LastRow;
        InsertBody(database, number, row.Body.Span);
        if (isPending)
            Begin(session, row, number, hasRoom, mayFollow, isBehind, appended, maybeHeld);
    }

    private static void InsertBody(Database database, long number, ReadOnlySpan<byte> body)
    {
        // Deliveries that were removed by hand may have left theirs, and their numbers are given again.
        using var statement = database.Get("INSERT OR REPLACE INTO delivery_bodies (delivery, body) VALUES (?, ?)");
        statement.Add(number).AddBlob(body).Run();
    }

    private static string? MapOrNull(ImmutableSortedDictionary<string, string> map) => map.IsEmpty ? null : JsonText.Map(map);

    private static void Begin(Session session, DeliveryRow row, long number, bool isHandedOver, bool mayFollow, bool isBehind, AppendedDeliveries appended, bool maybeHeld)
    {
        if (row.Group is not null)
            HeldDeliveries.ReleaseLine(session, row.Target, row.Line);
        if (isHandedOver)
        {
            session.Claims.HandOver(row, number);
            appended.Claim(row, session.Holds.Times.At(row.CreatedAt));
        }
        else if (mayFollow && !IsBehind(session, row, number, isBehind) && !maybeHeld && session.Claims.TakeRoom(row.Target, row.Body.Length))
        {
            session.Claims.Begin(row.WebhookId, row.Target, number, attempt: 1);
            appended.Claim(row, session.Holds.Times.At(row.CreatedAt));
        }
        else
        {
            if (maybeHeld)
                session.Claims.CloseRoom(row.Target);
            // What waits for another of its alert leaves the room to those that follow: they are of others.
            appended.Wait(row.Target);
        }
    }

    private static bool IsBehind(Session session, DeliveryRow row, long number, bool isBehindSeries)
    {
        if (!DeliveryOrder.Hold(session, row, number) && !isBehindSeries)
            return false;
        HeldDeliveries.Follow(session, number);
        return true;
    }

    /// <summary>It isn't being tried any more, and waits as others do.</summary>
    public static void TakeBack(Database database, long number)
    {
        using var statement = database.Get("UPDATE deliveries SET handed_over = 0 WHERE seq = ?");
        statement.Add(number).Run();
    }

    /// <summary>The same of all: this daemon has just begun.</summary>
    public static void TakeBackAll(Database database) => database.Run("UPDATE deliveries SET handed_over = 0 WHERE handed_over = 1");

    /// <summary>Numbers of what tells that an alert fires, and neither is held nor waits for another of its alert.</summary>
    public static List<long> BeginningsThatMayGo(Database database)
    {
        using var statement = database.Get(
            "SELECT seq FROM deliveries WHERE state = 'pending' AND handed_over = 0 AND behind = 0 AND held_by IS NULL AND kind = 'firing' AND alert IS NOT NULL");
        var numbers = new List<long>();
        while (statement.Step())
            numbers.Add(statement.Long(0));
        return numbers;
    }

    public static ImmutableArray<string> PendingTargets(Session session)
    {
        // One step in the index per target, however many wait for it.
        using var statement = session.Database.Get(
            """
            WITH RECURSIVE found (target) AS (
                SELECT min(target) FROM deliveries WHERE state = 'pending' AND handed_over = 0
                UNION ALL
                SELECT (SELECT min(d.target) FROM deliveries d WHERE d.state = 'pending' AND d.handed_over = 0 AND d.target > found.target) FROM found WHERE found.target IS NOT NULL
            )
            SELECT target FROM found WHERE target IS NOT NULL
            """);
        var targets = new SortedSet<string>(session.Claims.HandedOver.Targets, StringComparer.Ordinal);
        while (statement.Step())
            targets.Add(statement.Text(0));
        return [.. targets];
    }

    /// <summary>Claims some; null: some may have to be held, which a transaction that reads alone can't write.</summary>
    public static ImmutableArray<ClaimedDelivery>? Claim(Session session, string target, int max, DateTimeOffset now, bool isOrdered, ClaimRoom? room, bool mayWrite)
    {
        bool maybeHeld = session.Holds.MayHold(session.Database, now);
        if (maybeHeld && !mayWrite)
            return null;
        session.Claims.CloseRoom(target);
        var claimed = ImmutableArray.CreateBuilder<ClaimedDelivery>();
        var (held, free) = (new List<HeldDelivery>(), new List<long>());
        int asked = 0;
        long seen = session.Holds.Times.At(now);
        long bytes = 0;
        bool isMore;
        do
        {
            held.Clear();
            isMore = true;
            using (var waiting = new WaitingDeliveries(session, target, isOrdered, now, now))
            {
                while (claimed.Count + held.Count < max && bytes < MostClaimedBytes && (isMore = waiting.Next()))
                {
                    if (maybeHeld && SendGate.Ask(session, waiting.Number, now) is { } notNow)
                    {
                        held.Add(notNow);
                        continue;
                    }

                    if (session.Holds.AnyHeld(session.Database))
                        free.Add(waiting.Number);
                    var delivery = Read(session.Database, waiting.Number) with { HoldsSeen = seen };
                    session.Claims.Begin(delivery.Delivery.WebhookId, target, waiting.Number, delivery.Attempt);
                    claimed.Add(delivery);
                    bytes += delivery.Delivery.Body.Length;
                }
            }

            foreach (var one in held)
                HeldDeliveries.Write(session, one, now);
            asked += held.Count;
            // What is held made way for others.
        } while (held.Count > 0 && claimed.Count < max && asked < MostHeld);
        isMore |= held.Count > 0;

        foreach (long number in free)
            HeldDeliveries.Clear(session.Database, number);
        if (maybeHeld)
            session.Holds.Settle(session.Database);
        // Where they are ordered, what is written next may have to wait for one of its VM.
        if (!isMore && !isOrdered && room is not null)
            session.Claims.GiveRoom(target, room);
        return claimed.ToImmutable();
    }

    public static DateTimeOffset? NextDue(Session session, string target, bool isOrdered)
    {
        using var waiting = new WaitingDeliveries(session, target, isOrdered, DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
        DateTimeOffset? due = waiting.Next() ? waiting.Due : null;
        return isOrdered && HeldDeliveries.NextOf(session, target) is { } held && !(due <= held) ? held : due;
    }

    private static ClaimedDelivery Read(Database database, long number)
    {
        using var statement = database.Get($"SELECT {Columns} FROM deliveries JOIN delivery_bodies ON delivery = seq WHERE seq = ?");
        // What was saved from a damaged file may lack it: nothing is sent in its place.
        if (!statement.Add(number).Step())
            throw new SqliteException($"the delivery in row {number} has lost its body", raw.SQLITE_CORRUPT);
        return new ClaimedDelivery(ReadRow(statement, 2), statement.Int(0) + 1, statement.Int(1));
    }

    private static DeliveryRow ReadRow(Statement row, int first) => new()
    {
        WebhookId = row.Text(first),
        FiringId = row.Text(first + 1),
        Rule = row.Text(first + 2),
        ActionPath = row.Text(first + 3),
        Target = row.Text(first + 4),
        Kind = row.Text(first + 5),
        VmName = row.Text(first + 6),
        EventName = row.Text(first + 7),
        CreatedAt = row.Time(first + 8),
        ContentType = row.Text(first + 9),
        Body = row.Blob(first + 10),
        Inline = InlineRequestJson.Read(row.TextOrNull(first + 11)),
        OnGiveUp = row.BlobOrNull(first + 12),
        Group = row.Text(first + 13) is var line && line == row.Text(first + 6) ? null : line,
    };
}
