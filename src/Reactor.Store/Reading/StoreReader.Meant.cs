using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store.Reading;

/// <content>Alerts that silences and maintenances mean.</content>
public sealed partial class StoreReader
{
    // What a matcher may name whole, and where the row of an alert has it.
    private static readonly (string Name, string[] Columns)[] s_named = [("rule", ["rule"]), ("alert", ["id"]), ("severity", ["severity"]), ("vm", ["vm_name", "vm_id"])];

    /// <summary>Open alerts, the one opened last first: all that one of these may mean, and not many that none of them does.</summary>
    /// <param name="holds">Silences and maintenances.</param>
    public IReadOnlyList<AlertRow> OpenAlertsOf(IReadOnlyCollection<Hold> holds)
    {
        ArgumentNullException.ThrowIfNull(holds);
        return holds.Count == 0 ? [] : Query(database =>
        {
            var select = new SelectBuilder($"SELECT {AlertColumns.All} FROM alerts INDEXED BY alerts_open").Where("state <> 'resolved'");
            foreach (var (name, columns) in s_named)
            {
                var named = holds.Select(hold => hold.Matchers.FirstOrDefault(matcher => matcher.Name == name && matcher is { IsEqual: true, IsRegex: false })?.Value).OfType<string>().ToImmutableArray();
                if (named.Length == holds.Count)
                    select.WhereOneOf(columns, named);
            }

            return select.Order("seq DESC", MostRows).Read(database, AlertColumns.Read);
        });
    }
}
