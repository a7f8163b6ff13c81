using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Recovery;
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
/// <param name="IsProofOfLife">Whether nothing is new but that the VM was seen: that may be written later, and one of several is enough.</param>
/// <param name="IsOfEvents">
/// Whether it is what the events before it told, and no change of the run state: where they lead to nothing it is no hurry either. A crash takes it
/// with them, and the next answer shows it again.
/// </param>
public sealed record VmStateInput(VmStateRow State, bool IsProofOfLife = false, bool IsOfEvents = false) : PartitionInput
{
    /// <summary>What else is known of its state, of which the row's text is made where it is written: of most rows a newer one is. Null: the row has its text.</summary>
    public LastKnown? Known { get; init; }

    /// <summary>The row to be written.</summary>
    public VmStateRow ToRow() => Known?.ToJson() is { } known ? State with { Known = known } : State;
}

/// <summary>An answer to a question about a VM's state (<c>query-status</c>).</summary>
/// <param name="Vm">The VM as the answer shows it.</param>
/// <param name="Id">Unique for ever, as event ids are.</param>
/// <param name="AskedAt">When it was asked. Engine time.</param>
public sealed record StateAnswerInput(VmView Vm, string Id, DateTimeOffset AskedAt) : PartitionInput
{
    /// <summary>After a gap: what stands as it stood before it (see <see cref="Level"/>).</summary>
    public ImmutableArray<string> Standing { get; init; } = [];
}

/// <summary>The connection to a VM changed.</summary>
/// <param name="Vm">The VM as it was last known.</param>
/// <param name="State">What became of it.</param>
/// <param name="Id">Unique for ever, as event ids are.</param>
public sealed record LinkInput(VmView Vm, LinkState State, string Id) : PartitionInput;

/// <summary>Something from the partition's inbox.</summary>
/// <param name="Row">It.</param>
public sealed record InboxInput(InboxRow Row) : PartitionInput;
