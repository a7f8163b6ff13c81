using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Store.Sqlite;
using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store;

/// <content>Deliveries and their targets.</content>
public sealed partial class SqliteStore
{
    private const int MostClaimed = 1000;
    private const int MostRevived = 10_000;

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> PendingTargetsAsync() =>
        _writer.Enqueue(OperationKind.Read, 0, session => DeliveryQueue.PendingTargets(session));

    /// <inheritdoc/>
    public Task<ImmutableArray<DisabledTarget>> DisabledTargetsAsync() =>
        _writer.Enqueue(OperationKind.Read, 0, session => TargetRows.Disabled(session.Database));

    /// <inheritdoc/>
    public async Task<ImmutableArray<ClaimedDelivery>> ClaimAsync(string target, int max, DateTimeOffset now, bool isOrdered = false, ClaimRoom? room = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        // What holds some of them may come in between.
        return (_writer.Holds.MayHold(now) ? null : await Claim(OperationKind.Read).ConfigureAwait(false)) ?? (await Claim(OperationKind.Durable).ConfigureAwait(false))!.Value;

        Task<ImmutableArray<ClaimedDelivery>?> Claim(OperationKind kind) =>
            _writer.Enqueue(kind, 0, session => DeliveryQueue.Claim(session, target, Math.Min(max, MostClaimed), now, isOrdered, room, kind != OperationKind.Read));
    }

    /// <inheritdoc/>
    public long HoldsAt(DateTimeOffset now) => _writer.Holds.At(now);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> NextDueAsync(string target, bool isOrdered = false) =>
        _writer.Enqueue(OperationKind.Read, 0, session => DeliveryQueue.NextDue(session, target, isOrdered));

    /// <inheritdoc/>
    public Task<Completed> CompleteAsync(ImmutableArray<AttemptResult> results)
    {
        if (results.Any(result => result.Outcome == AttemptOutcome.Retry && result.NextAt is null))
            throw new ArgumentException("An attempt that is made again needs a time for it.", nameof(results));
        return _writer.Enqueue(OperationKind.Soon, (long)Excerpt.MostBytes * results.Length, session => DeliveryOutcomes.Complete(session, results));
    }

    /// <inheritdoc/>
    public Task<RevivedDeliveries> ReviveAsync(DeadLetterFilter filter, int max, DateTimeOffset now, AuditRow audit)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(audit);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        if (filter is { WebhookIds.IsEmpty: true, Target: null, Since: null })
            throw new ArgumentException("Some dead letters must be named.", nameof(filter));
        return _writer.Enqueue(OperationKind.Durable, 512, session =>
        {
            session.Claims.CloseRooms();
            var revived = DeadLetters.Revive(session, filter, Math.Min(max, MostRevived), now);
            AuditTrail.Insert(session.Database, session.Epoch, audit with { Outcome = AuditOutcomes.Ok, EndedAt = now, Detail = $"{revived.Count} wait again, {revived.Left + revived.Disabled + revived.Overtaken + revived.Held} do not" });
            return revived;
        });
    }

    /// <inheritdoc/>
    public Task SetTargetDisabledAsync(string target, string? reason, DateTimeOffset now, InboxRow? told = null) =>
        _writer.Enqueue(OperationKind.Durable, 0, session =>
        {
            TargetRows.SetDisabled(session, target, reason, now);
            if (told is not null)
                session.Duplicates += 1 - Inbox.Insert(session.Database, told);
            return true;
        });

    /// <inheritdoc/>
    public Task<ImmutableArray<InboxRow>> RemoveTargetAsync(string target, DateTimeOffset now) =>
        _writer.Enqueue(OperationKind.Durable, 0, session => TargetRows.Remove(session, target, now));
}
