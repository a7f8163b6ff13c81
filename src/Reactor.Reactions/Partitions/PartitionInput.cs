using Reactor.Reactions.Commits;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>Something that a partition takes in, in its order.</summary>
public abstract record PartitionInput;

/// <summary>An event.</summary>
/// <param name="Vm">The VM as it was known at that moment.</param>
/// <param name="Event">The event.</param>
public sealed record EventInput(VmView Vm, VmEvent Event) : PartitionInput;

/// <summary>What is now known of a VM, for the next start to compare with.</summary>
/// <param name="State">Last-known state.</param>
public sealed record VmStateInput(VmStateRow State) : PartitionInput;
