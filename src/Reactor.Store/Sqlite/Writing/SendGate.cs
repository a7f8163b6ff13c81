using System.Collections.Immutable;
using Reactor.Reactions.Holds;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>
/// Asks of a delivery that is about to be tried whether a silence or a maintenance holds it, as it was asked when it was decided. What tells that an alert
/// fires waits for the end of that, and is asked again then: of an alert that has ended meanwhile nobody is told. What stands for itself, or is said again,
/// is muted. What tells on of an alert (its end, that somebody looks after it) goes wherever its beginning went; so does what a group tells, where some ended.
/// </summary>
internal static class SendGate
{
    private const string Firing = "firing";

    // At the latest asked again then: a timer need not last longer.
    private static readonly TimeSpan s_again = TimeSpan.FromDays(1);

    /// <summary>What is to become of one; null: it may be tried.</summary>
    public static HeldDelivery? Ask(Session session, long number, DateTimeOffset now)
    {
        var delivery = Delivery.Read(session.Database, number);
        if (delivery.Kind is "resolved" or "acknowledged" || delivery.TellsEnd)
            return null;
        if (delivery.Group is { } group)
            return AskGroup(session, delivery, SentSubjects.OfGroup(session.Database, delivery.Partition ?? -1, group), now);
        if (delivery.IsOneOff)
            return Find(session, delivery, [OfSend(session.Database, delivery)], now) is { } sendHeldBy ? HeldDelivery.Muted(number, sendHeldBy.Id) : null;
        // Of one that was written before its alert was kept with it only its own row tells.
        var alert = delivery.Alert is { } uid ? SentSubjects.OfAlert(session.Database, uid, delivery.VmLabels) : null;
        var held = Find(session, delivery, [alert?.Subject ?? OfSend(session.Database, delivery)], now);
        if (delivery.Kind != Firing)
            return Said(delivery, held);
        bool isOpen = alert?.IsOpen ?? true;
        return held is null && (isOpen || delivery.HeldBy is null) ? null
            : isOpen ? HeldDelivery.Until(number, held!.Id, Again(held, now))
            : HeldDelivery.Untold(number, held?.Id ?? delivery.HeldBy!);
    }

    /// <summary>Whether something holds what would be sent once more by hand; null: nothing does.</summary>
    public static string? HolderOf(Session session, long number, DateTimeOffset now) => Ask(session, number, now)?.By;

    // Held is what tells of nothing but what is held. No end waits for that: it goes as soon as one is behind it, which may leave out what this one tells of first.
    private static HeldDelivery? AskGroup(Session session, Delivery delivery, List<SentSubject> subjects, DateTimeOffset now)
    {
        if (subjects.Count == 0)
            return delivery.HeldBy is { } before ? HeldDelivery.Muted(delivery.Number, before) : null;
        return Find(session, delivery, subjects, now) is not { } held ? delivery.Kind == Firing ? null : Said(delivery, null)
            : delivery.Kind != Firing ? Said(delivery, held)
            : DeliveryOrder.IsEndOfGroupBehind(session.Database, delivery.Number) ? null
            : HeldDelivery.Until(delivery.Number, held.Id, Again(held, now));
    }

    // Said again: what it went behind has just been told, where that was held.
    private static HeldDelivery? Said(Delivery delivery, Hold? held) =>
        (held?.Id ?? delivery.HeldBy) is { } by ? HeldDelivery.Muted(delivery.Number, by) : null;

    // The one that holds the last of them; null where one is held by none.
    private static Hold? Find(Session session, Delivery delivery, IReadOnlyList<SentSubject> subjects, DateTimeOffset now)
    {
        Hold? held = null;
        foreach (var subject in subjects)
        {
            held = session.Holds.Tests(session.Database)
                .FirstOrDefault(test => test.HoldsAt(now) && test.Means(subject) && IsKept(session.Database, test.Hold, delivery.Partition))?.Hold;
            if (held is null)
                return null;
        }

        return held;
    }

    // One that lasts until its alerts are resolved ends in each partition by itself.
    private static bool IsKept(Database database, Hold hold, int? partition)
    {
        if (hold is not Silence { UntilResolved: true })
            return true;
        using var statement = database.Get(
            """
            SELECT EXISTS (SELECT 1 FROM partition_state WHERE partition = ?1 AND kind = 'silence' AND key = ?2) OR EXISTS (SELECT 1 FROM inbox WHERE id = 'hold/' || ?2 || '/' || ?1)
            """);
        statement.Add((long?)partition).Add(hold.Id).Step();
        return statement.Int(0) != 0;
    }

    private static SentSubject OfSend(Database database, Delivery delivery) =>
        SentSubjects.OfSend(database, delivery.Firing, delivery.Rule, delivery.VmName, delivery.Labels, delivery.VmLabels);

    private static DateTimeOffset Again(Hold hold, DateTimeOffset now) =>
        hold.EndsAt is { } end && end < now + s_again ? end + TimeSpan.FromMicroseconds(1) : now + s_again;

    private sealed record Delivery(
        long Number, string Firing, string Rule, string Kind, string VmName, string? Group, bool IsOneOff, int? Partition, string? Alert, string? HeldBy, bool TellsEnd,
        ImmutableSortedDictionary<string, string> Labels, ImmutableSortedDictionary<string, string> VmLabels)
    {
        public static Delivery Read(Database database, long number)
        {
            using var row = database.Get(
                $"""
                SELECT firing_id, rule, kind, vm_name, iif(line = vm_name, NULL, line), inline IS NOT NULL OR action_path {DeliveryOrder.IsOneOff}, partition, alert, held_by, tells_end, labels, vm_labels
                FROM deliveries WHERE seq = ?
                """);
            row.Add(number).Step();
            return new Delivery(
                number, row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.TextOrNull(4), row.Int(5) != 0, (int?)row.LongOrNull(6), row.TextOrNull(7), row.TextOrNull(8), row.Int(9) != 0,
                JsonText.ReadMap(row.TextOrNull(10) ?? "{}"), JsonText.ReadMap(row.TextOrNull(11) ?? "{}"));
        }
    }
}
