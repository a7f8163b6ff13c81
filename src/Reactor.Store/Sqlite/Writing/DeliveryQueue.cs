using System.Collections.Immutable;
using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>Deliveries until they end: added, claimed, completed; and targets that take no more.</summary>
internal static class DeliveryQueue
{
    /// <summary>Returns 0 where one of that id is there already: that one stands.</summary>
    public static int Insert(Database database, int partition, DeliveryRow row)
    {
        string? disabled = row.IsMuted ? null : DisabledReason(database, row.Target);
        using var statement = database.Get(
            """
            INSERT INTO deliveries (webhook_id, firing_id, rule, action_path, target, kind, vm_name, event_name, created_at, content_type, body,
                inline, on_giveup, partition, state, dead_reason, next_at, completed_at, last_detail)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (webhook_id) DO NOTHING
            """);
        statement.Add(row.WebhookId).Add(row.FiringId).Add(row.Rule).Add(row.ActionPath).Add(row.Target).Add(row.Kind).Add(row.VmName)
            .Add(row.EventName).Add(row.CreatedAt).Add(row.ContentType).AddBlob(row.Body.Span).Add(InlineRequestJson.Write(row.Inline))
            .AddJson(row.OnGiveUp).Add(partition);
        statement.Add(row.IsMuted ? "muted" : disabled is null ? "pending" : "dead").Add(disabled is null ? null : "disabled").Add(row.CreatedAt);
        statement.Add(row.IsMuted || disabled is not null ? row.CreatedAt : null).Add(disabled is null ? null : $"The target is disabled: {disabled}");
        return statement.Run();
    }

    /// <summary>Drops earlier re-sends of the same firing to the same target, whatever became of them; one that is being tried is left.</summary>
    public static void DropResends(Database database, long epoch, DeliveryRow row)
    {
        using var statement = database.Get(
            """
            DELETE FROM deliveries
            WHERE kind = 'resend' AND firing_id = ? AND target = ? AND action_path = ? AND NOT (state = 'pending' AND claimed_epoch = ?)
            """);
        statement.Add(row.FiringId).Add(row.Target).Add(row.ActionPath).Add(epoch).Run();
    }

    public static ImmutableArray<string> PendingTargets(Database database)
    {
        // One step in the index per target, however many wait for it.
        using var statement = database.Get(
            """
            WITH RECURSIVE found (target) AS (
                SELECT min(target) FROM deliveries WHERE state = 'pending'
                UNION ALL
                SELECT (SELECT min(d.target) FROM deliveries d WHERE d.state = 'pending' AND d.target > found.target) FROM found WHERE found.target IS NOT NULL
            )
            SELECT target FROM found WHERE target IS NOT NULL
            """);
        var targets = ImmutableArray.CreateBuilder<string>();
        while (statement.Step())
            targets.Add(statement.Text(0));
        return targets.ToImmutable();
    }

    public static ImmutableArray<ClaimedDelivery> Claim(Database database, long epoch, string target, int max, DateTimeOffset now)
    {
        using var statement = database.Get(
            """
            UPDATE deliveries SET claimed_epoch = ?1 WHERE seq IN (
                SELECT seq FROM deliveries WHERE state = 'pending' AND target = ?2 AND next_at <= ?3 AND claimed_epoch <> ?1
                ORDER BY next_at, seq LIMIT ?4)
            RETURNING next_at, seq, attempts, webhook_id, firing_id, rule, action_path, target, kind, vm_name, event_name, created_at, content_type, body, inline, on_giveup
            """);
        statement.Add(epoch).Add(target).Add(now).Add(max);
        var claimed = new List<(long NextAt, long Seq, ClaimedDelivery Delivery)>();
        while (statement.Step())
            claimed.Add((statement.Long(0), statement.Long(1), new ClaimedDelivery(ReadRow(statement, 3), statement.Int(2) + 1)));
        claimed.Sort((a, b) => (a.NextAt, a.Seq).CompareTo((b.NextAt, b.Seq)));
        return [.. claimed.Select(c => c.Delivery)];
    }

    public static DateTimeOffset? NextDue(Database database, long epoch, string target)
    {
        using var statement = database.Get(
            "SELECT next_at FROM deliveries WHERE state = 'pending' AND target = ? AND claimed_epoch <> ? ORDER BY next_at LIMIT 1");
        return statement.Add(target).Add(epoch).Step() ? statement.Time(0) : null;
    }

    /// <summary>Returns what the delivery's partition is to take in: that it was given up, where its action asked for that.</summary>
    public static InboxRow? Complete(Database database, long epoch, AttemptResult result)
    {
        string target = Claimed(database, epoch, result);
        string? disabled = DisabledReason(database, target);
        if (result.Outcome != AttemptOutcome.Released)
            InsertAttempt(database, result);
        switch (result.Outcome)
        {
            case AttemptOutcome.Delivered:
                End(database, result, "delivered", null);
                break;
            case AttemptOutcome.Dead:
                End(database, result, "dead", "gave_up");
                return DeliveryFarewell.Tell(database, result.WebhookId, result.Attempt, result.Detail);
            case AttemptOutcome.TargetRemoved:
                End(database, result, "dead", "target_removed");
                return DeliveryFarewell.Tell(database, result.WebhookId, result.Attempt, result.Detail);
            case AttemptOutcome.Retry when disabled is null:
                Wait(database, result);
                break;
            case AttemptOutcome.Retry:
                End(database, result, "dead", "disabled");
                break;
            case AttemptOutcome.Released:
                Release(database, result.WebhookId);
                if (disabled is not null)
                    Bury(database, epoch, target, disabled, result.At);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(result), result.Outcome, "Not an outcome.");
        }
        return null;
    }

    public static int ReleaseAll(Database database, long epoch, string target)
    {
        using var statement = database.Get("UPDATE deliveries SET claimed_epoch = 0 WHERE state = 'pending' AND target = ? AND claimed_epoch = ?");
        int released = statement.Add(target).Add(epoch).Run();
        if (released > 0 && DisabledReason(database, target) is { } reason)
            Bury(database, epoch, target, reason, DisabledAt(database, target));
        return released;
    }

    public static void SetDisabled(Database database, long epoch, string target, string? reason, DateTimeOffset now)
    {
        using (var statement = database.Get(
            """
            INSERT INTO targets (name, disabled_at, reason) VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET disabled_at = excluded.disabled_at, reason = excluded.reason
            """))
        {
            statement.Add(target).Add(reason is null ? (DateTimeOffset?)null : now).Add(reason).Run();
        }
        if (reason is null)
            Revive(database, target, now);
        else
            Bury(database, epoch, target, reason, now);
    }

    /// <summary>Ends what waits for a target that is gone; returns what the partitions are to take in.</summary>
    public static ImmutableArray<InboxRow> RemoveTarget(Database database, long epoch, string target, DateTimeOffset now)
    {
        const string Detail = "not sent: the target is not in the configuration any more";
        var ended = new List<(string WebhookId, int Attempts)>();
        using (var statement = database.Get(
            """
            UPDATE deliveries SET state = 'dead', dead_reason = 'target_removed', claimed_epoch = 0, completed_at = ?1, last_detail = ?2
            WHERE target = ?3 AND state = 'pending' AND claimed_epoch <> ?4 AND inline IS NULL
            RETURNING webhook_id, attempts
            """))
        {
            statement.Add(now).Add(Detail).Add(target).Add(epoch);
            while (statement.Step())
                ended.Add((statement.Text(0), statement.Int(1)));
        }

        var told = ImmutableArray.CreateBuilder<InboxRow>();
        foreach (var (webhookId, attempts) in ended)
        {
            if (DeliveryFarewell.Tell(database, webhookId, attempts, Detail) is { } row)
                told.Add(row);
        }

        return told.ToImmutable();
    }

    /// <summary>What an earlier daemon was trying when it died, and whose target is disabled, ends as the rest of that target did.</summary>
    public static void BuryVoidClaims(Database database, long epoch)
    {
        foreach (string target in PendingTargets(database))
        {
            if (DisabledReason(database, target) is { } reason)
                Bury(database, epoch, target, reason, DisabledAt(database, target));
        }
    }

    private static string Claimed(Database database, long epoch, AttemptResult result)
    {
        using var statement = database.Get("SELECT state, claimed_epoch, attempts, target FROM deliveries WHERE webhook_id = ?");
        if (!statement.Add(result.WebhookId).Step())
            throw new InvalidOperationException($"There is no delivery {result.WebhookId}.");
        if (statement.Text(0) != "pending" || statement.Long(1) != epoch)
            throw new InvalidOperationException($"Delivery {result.WebhookId} is not claimed by this daemon (it is {statement.Text(0)}): its outcome is not taken.");
        if (statement.Long(2) + 1 != result.Attempt)
            throw new InvalidOperationException($"Delivery {result.WebhookId}: attempt {result.Attempt} ended, but {statement.Long(2) + 1} was claimed.");
        return statement.Text(3);
    }

    private static void InsertAttempt(Database database, AttemptResult result)
    {
        using var statement = database.Get("INSERT INTO attempts (webhook_id, attempt, outcome, at, duration_us, status, detail) VALUES (?, ?, ?, ?, ?, ?, ?)");
        statement.Add(result.WebhookId).Add(result.Attempt).Add(Name(result.Outcome)).Add(result.At)
            .Add(result.Duration.Ticks / TimeSpan.TicksPerMicrosecond).Add((long?)result.Status).AddText(Excerpt.Of(result.Detail)).Run();
    }

    private static string Name(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Delivered => "delivered",
        AttemptOutcome.Retry => "retry",
        _ => "dead",
    };

    private static void End(Database database, AttemptResult result, string state, string? deadReason)
    {
        using var statement = database.Get(
            "UPDATE deliveries SET state = ?, dead_reason = ?, attempts = ?, claimed_epoch = 0, completed_at = ?, last_status = ?, last_detail = ? WHERE webhook_id = ?");
        statement.Add(state).Add(deadReason).Add(result.Attempt).Add(result.At).Add((long?)result.Status).AddText(Excerpt.Of(result.Detail)).Add(result.WebhookId).Run();
    }

    private static void Wait(Database database, AttemptResult result)
    {
        using var statement = database.Get(
            "UPDATE deliveries SET attempts = ?, claimed_epoch = 0, next_at = ?, last_status = ?, last_detail = ? WHERE webhook_id = ?");
        statement.Add(result.Attempt).Add(result.NextAt!.Value).Add((long?)result.Status).AddText(Excerpt.Of(result.Detail)).Add(result.WebhookId).Run();
    }

    private static void Release(Database database, string webhookId)
    {
        using var statement = database.Get("UPDATE deliveries SET claimed_epoch = 0 WHERE webhook_id = ?");
        statement.Add(webhookId).Run();
    }

    // What is being tried at this moment is left: its attempt may have reached the target, and its outcome must be told truly.
    private static void Bury(Database database, long epoch, string target, string reason, DateTimeOffset at)
    {
        using var statement = database.Get(
            """
            UPDATE deliveries SET state = 'dead', dead_reason = 'disabled', claimed_epoch = 0, completed_at = ?, last_detail = ?
            WHERE target = ? AND state = 'pending' AND claimed_epoch <> ?
            """);
        statement.Add(at).AddText(Excerpt.Of($"The target is disabled: {reason}")).Add(target).Add(epoch).Run();
    }

    private static void Revive(Database database, string target, DateTimeOffset now)
    {
        using var statement = database.Get(
            """
            UPDATE deliveries SET state = 'pending', dead_reason = NULL, completed_at = NULL, next_at = ?, claimed_epoch = 0
            WHERE target = ? AND state = 'dead' AND dead_reason = 'disabled'
            """);
        statement.Add(now).Add(target).Run();
    }

    public static ImmutableArray<DisabledTarget> Disabled(Database database)
    {
        using var statement = database.Get("SELECT name, disabled_at, reason FROM targets WHERE disabled_at IS NOT NULL ORDER BY name");
        var targets = ImmutableArray.CreateBuilder<DisabledTarget>();
        while (statement.Step())
            targets.Add(new DisabledTarget(statement.Text(0), statement.Time(1), statement.Text(2)));
        return targets.ToImmutable();
    }

    private static string? DisabledReason(Database database, string target)
    {
        using var statement = database.Get("SELECT reason FROM targets WHERE name = ? AND disabled_at IS NOT NULL");
        return statement.Add(target).Step() ? statement.Text(0) : null;
    }

    private static DateTimeOffset DisabledAt(Database database, string target)
    {
        using var statement = database.Get("SELECT disabled_at FROM targets WHERE name = ?");
        statement.Add(target).Step();
        return statement.Time(0);
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
    };
}
