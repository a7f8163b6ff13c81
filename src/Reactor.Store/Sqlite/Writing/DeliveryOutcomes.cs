using System.Collections.Immutable;
using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>What came of attempts.</summary>
internal static class DeliveryOutcomes
{
    public static Completed Complete(Session session, ImmutableArray<AttemptResult> results)
    {
        var told = ImmutableArray.CreateBuilder<InboxRow>();
        var ended = new List<long>(results.Length);
        var released = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var result in results)
        {
            if (Complete(session, result, ended, released) is { } row)
                told.Add(row);
        }

        // Once for all that a target gives back: each time all that waits for it is looked at.
        foreach (var (target, at) in released)
        {
            if (session.Disabled.Of(target) is { } reason)
                TargetRows.Bury(session, target, reason, at);
        }

        return new Completed(told.ToImmutable(), ended.Count > 0 && DeliveryOrder.AnyFollows(session.Database, ended));
    }

    // Returns what the delivery's partition is to take in: that it was given up, where its action asked for that.
    private static InboxRow? Complete(Session session, AttemptResult result, List<long> ended, Dictionary<string, DateTimeOffset> released)
    {
        var database = session.Database;
        var claim = session.Claims.End(result.WebhookId, result.Attempt);
        var detail = Excerpt.Of(result.Detail);
        if (result.Outcome is not (AttemptOutcome.Delivered or AttemptOutcome.Released))
            InsertAttempt(database, claim.Number, result, detail);
        if (result.Outcome is not (AttemptOutcome.Retry or AttemptOutcome.Released) && claim.HandedOver is not { IsLast: true })
            ended.Add(claim.Number);
        switch (result.Outcome)
        {
            case AttemptOutcome.Delivered:
                Deliver(database, claim.Number, result, detail);
                return null;
            case AttemptOutcome.Dead or AttemptOutcome.TargetRemoved:
                End(database, claim.Number, result, detail, result.Outcome == AttemptOutcome.Dead ? "gave_up" : "target_removed");
                return DeliveryFarewell.Tell(database, claim.Number, result.Attempt, result.Detail);
            case AttemptOutcome.Retry when session.Disabled.Of(claim.Target) is null:
                Wait(database, claim.Number, result, detail);
                DeliveryOrder.Postpone(database, claim.Number, result.NextAt!.Value);
                return null;
            case AttemptOutcome.Retry:
                End(database, claim.Number, result, detail, "disabled");
                return null;
            case AttemptOutcome.Released:
                if (claim.HandedOver is not null)
                    DeliveryQueue.TakeBack(database, claim.Number);
                session.Claims.CloseRoom(claim.Target);
                released.TryAdd(claim.Target, result.At);
                return null;
            default:
                throw new ArgumentOutOfRangeException(nameof(result), result.Outcome, "Not an outcome.");
        }
    }

    private static void InsertAttempt(Database database, long delivery, AttemptResult result, byte[] detail)
    {
        using var statement = database.Get("INSERT INTO attempt_rows (delivery, attempt, outcome, at, duration_us, status, detail) VALUES (?, ?, ?, ?, ?, ?, ?)");
        statement.Add(delivery).Add(result.Attempt).Add(result.Outcome == AttemptOutcome.Retry ? "retry" : "dead").Add(result.At)
            .Add(Microseconds(result)).Add((long?)result.Status).AddText(detail).Run();
    }

    // The attempt besides: its row tells all of it.
    private static void Deliver(Database database, long number, AttemptResult result, byte[] detail)
    {
        using var statement = database.Get(
            "UPDATE deliveries SET handed_over = 0, state = 'delivered', attempts = ?, completed_at = ?, duration_us = ?, last_status = ?, last_detail = ? WHERE seq = ?");
        statement.Add(result.Attempt).Add(result.At).Add(Microseconds(result)).Add((long?)result.Status).AddText(detail).Add(number).Run();
    }

    private static long Microseconds(AttemptResult result) => result.Duration.Ticks / TimeSpan.TicksPerMicrosecond;

    private static void End(Database database, long number, AttemptResult result, byte[] detail, string deadReason)
    {
        using var statement = database.Get(
            "UPDATE deliveries SET handed_over = 0, state = 'dead', dead_reason = ?, attempts = ?, completed_at = ?, last_status = ?, last_detail = ? WHERE seq = ?");
        statement.Add(deadReason).Add(result.Attempt).Add(result.At).Add((long?)result.Status).AddText(detail).Add(number).Run();
    }

    private static void Wait(Database database, long number, AttemptResult result, byte[] detail)
    {
        using var statement = database.Get("UPDATE deliveries SET handed_over = 0, attempts = ?, next_at = ?, last_status = ?, last_detail = ? WHERE seq = ?");
        statement.Add(result.Attempt).Add(result.NextAt!.Value).Add((long?)result.Status).AddText(detail).Add(number).Run();
    }
}
