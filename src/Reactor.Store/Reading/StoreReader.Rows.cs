using Reactor.Store.Sqlite;

namespace Reactor.Store.Reading;

/// <content>The columns of rows, in one order for all who read them.</content>
public sealed partial class StoreReader
{
    internal const string EventColumns = "id, vm_id, vm_name, name, at, qemu_us, origin, data, matched";

    internal const string FiringColumns = "id, rule, severity, vm_id, vm_name, event_id, event_name, at, key, suppressed, CAST(shadow AS TEXT)";

    internal const string DeliveryColumns =
        "webhook_id, firing_id, rule, action_path, target, kind, vm_name, event_name, created_at, state, dead_reason, attempts, "
        + "iif(state = 'pending', next_at, NULL), completed_at, last_status, "
        // What came before somebody had it sent once more doesn't end it.
        + "iif(state = 'pending' AND attempts = revived_after, 'sent once more; before: ' || last_detail, last_detail), (SELECT length(body) FROM delivery_bodies WHERE delivery = seq), content_type, held_by";

    internal const string AttemptColumns = "webhook_id, attempt, outcome, at, duration_us, status, detail";

    internal static StoredEvent ReadEvent(Statement row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Time(4), row.LongOrNull(5), row.Text(6), row.Text(7), row.Long(8));

    internal static StoredFiring ReadFiring(Statement row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.Text(6), row.Time(7), row.Text(8), row.Long(9), row.TextOrNull(10));

    internal static StoredDelivery ReadDelivery(Statement row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.Text(6), row.Text(7), row.Time(8), row.Text(9),
        row.TextOrNull(10), row.Long(11), row.TimeOrNull(12), row.TimeOrNull(13), row.LongOrNull(14), row.TextOrNull(15), row.Long(16), row.Text(17), row.TextOrNull(18));

    internal static StoredAttempt ReadAttempt(Statement row) => new(
        row.Text(0), row.Long(1), row.Text(2), row.Time(3), TimeSpan.FromMicroseconds(row.Long(4)), row.LongOrNull(5), row.Text(6));

    internal static StoredRecord ReadRecord(Statement row) => new(
        row.TextOrNull(0), row.Text(1), row.Text(2), row.Time(3), row.Time(4), row.Text(5), row.Text(6), row.Text(7));
}
