using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Store;
using Reactor.Store.Reading;

namespace Reactor.Reloading;

/// <summary>Which alerts a reload ended, since their rules are gone.</summary>
internal static class EndedAlerts
{
    private const int MostPerRule = 100;
    private const int MostRules = 100;

    /// <summary>Reads them from the store, where they are once the reload is in force.</summary>
    /// <param name="store">The store's file.</param>
    /// <param name="removed">The rules that are gone.</param>
    /// <param name="since">When the reload began. Engine time.</param>
    public static ImmutableArray<string> Of(string store, ImmutableArray<string> removed, DateTimeOffset since)
    {
        if (removed.IsEmpty)
        {
            return [];
        }
        try
        {
            var reader = StoreReader.Open(store);
            return [.. removed.Take(MostRules).SelectMany(rule => reader.Alerts(new AlertFilter { State = "resolved", Rule = rule, Limit = MostPerRule }))
                .Where(alert => alert.ResolvedBy == "rule_removed" && alert.EndsAt >= since).Select(Text)];
        }
        catch (StoreUnavailableException)
        {
            // The reload is in force all the same, and 'reactor alerts' tells it once the store can be read.
            return [];
        }
    }

    private static string Text(AlertRow alert) => $"{alert.Rule}{(alert.VmName.Length > 0 ? $" on {alert.VmName}" : "")}: {alert.Summary}";
}
