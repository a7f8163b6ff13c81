namespace Reactor.Reactions.Commits;

/// <summary>
/// A piece of a partition's state that is kept as a row of its own, beside the engine's snapshot and log: a fact of a VM, a run of steps, a
/// silence, an inhibitor, a group of alerts. Identified by partition, kind and key.
/// </summary>
/// <param name="Kind">What it is: <c>fact</c>, <c>view</c> (of a VM with facts that end), <c>run</c>, <c>silence</c>, <c>maintenance</c>, <c>inhibitor</c>, <c>alert-group</c>, <c>grouped-alert</c>.</param>
/// <param name="Key">Its name within its kind.</param>
/// <param name="Payload">Versioned UTF-8 JSON; null: it is gone.</param>
public sealed record StateRow(string Kind, string Key, ReadOnlyMemory<byte>? Payload);
