using System.Collections.Immutable;

namespace Reactor.Store;

/// <summary>What became of the deliveries of commits that were written.</summary>
/// <param name="Claimed">Those that were claimed as they were written, in their order: they are to be brought to whoever gave room for them.</param>
/// <param name="Waiting">Targets for which others wait, without repeats.</param>
public sealed record Appended(ImmutableArray<ClaimedDelivery> Claimed, ImmutableArray<string> Waiting);
