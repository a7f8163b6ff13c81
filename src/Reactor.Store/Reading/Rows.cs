using System.Collections.Immutable;
using Reactor.Reactions.Holds;

namespace Reactor.Store.Reading;

/// <summary>An event that was kept.</summary>
/// <param name="Id">Its id: the cursor for <see cref="EventFilter.After"/>.</param>
/// <param name="VmId">The VM's key.</param>
/// <param name="Vm">The VM's name at that time.</param>
/// <param name="Name">Its name.</param>
/// <param name="At">When it was received.</param>
/// <param name="QemuMicroseconds">QEMU's own timestamp, microseconds since the Unix epoch.</param>
/// <param name="Origin"><c>live</c>, <c>recovered</c> or <c>replay</c>.</param>
/// <param name="Data">JSON object.</param>
/// <param name="Matched">How many rules matched it.</param>
public sealed record StoredEvent(
    string Id, string VmId, string Vm, string Name, DateTimeOffset At, long? QemuMicroseconds, string Origin, string Data, long Matched);

/// <summary>Where a page of events begins: the default for the oldest.</summary>
public readonly record struct EventPosition
{
    internal EventPosition(long at, long number) => (At, Number) = (at, number);

    internal long At { get; }

    internal long Number { get; }
}

/// <summary>A rule that fired.</summary>
/// <param name="Id">The firing's id.</param>
/// <param name="Rule">The rule's name.</param>
/// <param name="Severity">Its severity.</param>
/// <param name="VmId">The VM's key.</param>
/// <param name="Vm">The VM's name at that time.</param>
/// <param name="EventId">The completing event.</param>
/// <param name="EventName">Its name.</param>
/// <param name="At">When.</param>
/// <param name="Key">JSON object.</param>
/// <param name="Suppressed">Matches held back since the last firing.</param>
/// <param name="Shadow">What a rule in shadow would have done, JSON; null for a live rule.</param>
public sealed record StoredFiring(
    string Id, string Rule, string Severity, string VmId, string Vm, string EventId, string EventName, DateTimeOffset At, string Key, long Suppressed,
    string? Shadow);

/// <summary>A silence or a maintenance as it was asked for.</summary>
/// <param name="Hold">It.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="Uid">The user that asked.</param>
/// <param name="Pid">The process that asked.</param>
/// <param name="EndedAt">When it was ended by hand; null: it was not.</param>
/// <param name="EndedBy">Who ended it by hand.</param>
/// <param name="IsKept">Whether a partition has it still, or is about to take it.</param>
public sealed record StoredHold(Hold Hold, DateTimeOffset CreatedAt, long? Uid, long? Pid, DateTimeOffset? EndedAt, string? EndedBy, bool IsKept)
{
    /// <summary><c>pending</c>, <c>active</c> or <c>expired</c>, at a time.</summary>
    /// <param name="now">The time.</param>
    public string StateAt(DateTimeOffset now) =>
        EndedAt is not null || Hold.EndsAt < now || (Hold.EndsAt is null && !IsKept) ? "expired" : Hold.StartsAt > now ? "pending" : "active";
}

/// <summary>A delivery as it stands.</summary>
/// <param name="WebhookId">Its id, the same over all attempts.</param>
/// <param name="FiringId">The firing it follows from.</param>
/// <param name="Rule">The rule's name.</param>
/// <param name="ActionPath">The action in the rule.</param>
/// <param name="Target">The target's name.</param>
/// <param name="Kind"><c>firing</c>, <c>resolved</c> or <c>repeat</c>.</param>
/// <param name="Vm">The VM's name.</param>
/// <param name="EventName">The completing event's name.</param>
/// <param name="CreatedAt">When it was decided.</param>
/// <param name="State"><c>pending</c>, <c>delivered</c>, <c>dead</c> or <c>muted</c> (held when it was decided, and not sent).</param>
/// <param name="DeadReason"><c>gave_up</c>, <c>target_removed</c>, or <c>disabled</c> (its target); null unless dead.</param>
/// <param name="Attempts">Attempts that ended.</param>
/// <param name="NextAt">When the next one is due; null unless pending.</param>
/// <param name="CompletedAt">When it ended; null while pending.</param>
/// <param name="LastStatus">HTTP status of the last attempt.</param>
/// <param name="LastDetail">Excerpt of the last answer or error.</param>
/// <param name="BodyBytes">Size of its body.</param>
/// <param name="ContentType">MIME type of its body.</param>
/// <param name="HeldBy">The silence or the maintenance that holds it, or that it was muted by when it was to be sent; null for none.</param>
public sealed record StoredDelivery(
    string WebhookId, string FiringId, string Rule, string ActionPath, string Target, string Kind, string Vm, string EventName, DateTimeOffset CreatedAt,
    string State, string? DeadReason, long Attempts, DateTimeOffset? NextAt, DateTimeOffset? CompletedAt, long? LastStatus, string? LastDetail, long BodyBytes,
    string ContentType, string? HeldBy = null);

/// <summary>One attempt at a delivery.</summary>
/// <param name="WebhookId">The delivery.</param>
/// <param name="Attempt">Its number, from 1.</param>
/// <param name="Outcome"><c>delivered</c>, <c>retry</c> or <c>dead</c>.</param>
/// <param name="At">When it ended.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Status">HTTP status; null where there was no answer.</param>
/// <param name="Detail">Excerpt of the answer or error.</param>
public sealed record StoredAttempt(string WebhookId, long Attempt, string Outcome, DateTimeOffset At, TimeSpan Duration, long? Status, string Detail);

/// <summary>A row of a record table.</summary>
/// <param name="Key">JSON array of the key's values; null for a plain appended row.</param>
/// <param name="VmId">The VM's key.</param>
/// <param name="Vm">The VM's name.</param>
/// <param name="CreatedAt">When the row was first written.</param>
/// <param name="At">When it was written last.</param>
/// <param name="EventId">The event of that.</param>
/// <param name="FiringId">The firing of that.</param>
/// <param name="Fields">JSON object, numbers as they were given.</param>
public sealed record StoredRecord(
    string? Key, string VmId, string Vm, DateTimeOffset CreatedAt, DateTimeOffset At, string EventId, string FiringId, string Fields);

/// <summary>A record table. The view <c>record_NAME</c> shows it to SQL shells.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Columns">The fields seen, in order of appearance.</param>
/// <param name="LastAt">When a row was written last; null for none.</param>
public sealed record RecordTable(string Name, long Rows, ImmutableArray<string> Columns, DateTimeOffset? LastAt);

/// <summary>A target as the store knows it: it has deliveries or was disabled.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pending">Deliveries that wait.</param>
/// <param name="Dead">Dead letters.</param>
/// <param name="DisabledAt">When it was disabled; null for enabled.</param>
/// <param name="Reason">Why.</param>
public sealed record StoredTarget(string Name, long Pending, long Dead, DateTimeOffset? DisabledAt, string? Reason);
