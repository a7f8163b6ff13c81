using System.Collections.Immutable;

namespace Reactor.Actors.Vms;

/// <summary>What of a VM's events was lost here, to be told.</summary>
/// <param name="IsNew">Whether something was lost since that was last told: the partition is to know of every time.</param>
/// <param name="GapSince">Since how long events are being lost, where a gap is to be told; null where one was told a moment ago.</param>
/// <param name="Floods">Names of which too many came, and how many were dropped since that was last told.</param>
internal sealed record FeedLoss(bool IsNew, TimeSpan? GapSince, ImmutableArray<(string Event, long Dropped)> Floods);
