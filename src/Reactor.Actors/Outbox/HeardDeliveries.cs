using System.Collections.Immutable;
using Reactor.Actors.Tracing;
using Reactor.Reactions.Commits;
using Reactor.Store;

namespace Reactor.Actors.Outbox;

/// <summary>Says of deliveries that are begun right after their commit when the event was read that they follow from: the commit is at hand, and tells.</summary>
internal static class HeardDeliveries
{
    /// <summary>The same deliveries.</summary>
    /// <param name="commits">The commits that they stand in.</param>
    /// <param name="claimed">The deliveries.</param>
    public static ImmutableArray<ClaimedDelivery> Of(IEnumerable<Commit> commits, ImmutableArray<ClaimedDelivery> claimed)
    {
        if (claimed.IsEmpty)
            return claimed;
        var (events, firings) = (new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal), new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal));
        foreach (var commit in commits)
        {
            if (commit.Deliveries.IsEmpty)
                continue;
            foreach (var row in commit.Events)
            {
                if (row.Matched > 0)
                    events[row.Id] = ReadTime.Of(row, row.At);
            }

            foreach (var firing in commit.Firings)
            {
                if (events.TryGetValue(firing.EventId, out var at))
                    firings[firing.Id] = at;
            }
        }

        return [.. claimed.Select(claim => firings.TryGetValue(claim.Delivery.FiringId, out var at) ? claim with { HeardAt = at } : claim)];
    }
}
