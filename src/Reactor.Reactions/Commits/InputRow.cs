using System.Collections.Immutable;

namespace Reactor.Reactions.Commits;

/// <summary>One logged input. Folding these rows, in order, over the last snapshot restores the engine's state.</summary>
/// <param name="Sequence">Position in the partition's order, from 1, without repeats (gaps are inputs that changed nothing).</param>
/// <param name="Kind">What it is: <c>event</c>, <c>tick</c>, <c>state</c>, <c>link</c>, <c>own-command</c>, <c>fleet-hit</c>.</param>
/// <param name="At">Engine time.</param>
/// <param name="Payload">The input as versioned UTF-8 JSON.</param>
/// <param name="Rules">Fingerprints of the rules whose state it changed: a rule that was edited since, or is new, does not see it again.</param>
public sealed record InputRow(long Sequence, string Kind, DateTimeOffset At, ReadOnlyMemory<byte> Payload, ImmutableArray<string> Rules);

/// <summary>A partition's state at one sequence number.</summary>
/// <param name="Sequence">The last input that is contained.</param>
/// <param name="Version">Format of <paramref name="State"/>.</param>
/// <param name="State">The state as UTF-8 JSON.</param>
public sealed record SnapshotRow(long Sequence, int Version, ReadOnlyMemory<byte> State);
