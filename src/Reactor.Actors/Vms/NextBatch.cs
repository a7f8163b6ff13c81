using System.Collections.Immutable;
using Reactor.Reactions.Partitions;

namespace Reactor.Actors.Vms;

/// <summary>The next thing to tell a VM's partition.</summary>
/// <param name="VmId">The VM's key.</param>
/// <param name="Inputs">In order.</param>
/// <param name="Status">The VM's run state after them.</param>
/// <param name="LastEvent">Name of the last event from the wire; null for none.</param>
/// <param name="LastEventAt">When it was received.</param>
/// <param name="BearsState">Whether one of the events bears the VM's state.</param>
/// <param name="HasLoss">Whether events were lost: the VM's state is to be asked for.</param>
internal readonly record struct NextBatch(
    string VmId, ImmutableArray<PartitionInput> Inputs, string? Status, string? LastEvent = null, DateTimeOffset? LastEventAt = null, bool BearsState = false,
    bool HasLoss = false);
