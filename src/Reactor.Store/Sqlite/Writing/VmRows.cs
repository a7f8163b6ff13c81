using System.Collections.Immutable;
using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>What was last known of VMs, its columns in one order for all who read them.</summary>
internal static class VmRows
{
    public const string Columns = "id, name, uuid, host, address, incarnation, qemu_version, status, seen_at, known";

    public static VmStateRow Read(Statement row) => new(
        row.Text(0), row.Text(1), row.TextOrNull(2), row.Text(3), row.Text(4), row.TextOrNull(5), row.TextOrNull(6), row.TextOrNull(7), row.Time(8))
    {
        Known = row.TextOrNull(9),
    };

    public static ImmutableArray<VmStateRow> Read(Database database)
    {
        using var statement = database.Get($"SELECT {Columns} FROM vms");
        var rows = ImmutableArray.CreateBuilder<VmStateRow>();
        while (statement.Step())
            rows.Add(Read(statement));
        return rows.ToImmutable();
    }
}
