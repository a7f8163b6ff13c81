using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>An alert's columns, in one order for all who read them.</summary>
internal static class AlertColumns
{
    public const string All =
        "uid, rule, id, key, vm_id, vm_name, state, severity, summary, description, labels, starts_at, refreshed_at, ends_at, resolved_by, count, targets, firing_id, held, extra";

    public static AlertRow Read(Statement row) => new()
    {
        Uid = row.Text(0),
        Rule = row.Text(1),
        Id = row.Text(2),
        Key = row.Text(3),
        VmId = row.Text(4),
        VmName = row.Text(5),
        State = AlertStates.Of(row.Text(6)),
        Severity = row.Text(7),
        Summary = row.Text(8),
        Description = row.Text(9),
        Labels = JsonText.ReadMap(row.Text(10)),
        StartsAt = row.Time(11),
        RefreshedAt = row.Time(12),
        EndsAt = row.TimeOrNull(13),
        ResolvedBy = row.TextOrNull(14),
        Count = row.Long(15),
        Targets = JsonText.ReadArray(row.Text(16)),
        FiringId = row.Text(17),
        Held = row.TextOrNull(18),
        Extra = row.BlobOrNull(19),
    };
}
