using System.Collections.Immutable;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Recovery;

/// <summary>
/// What a VM's answers show of the time in which it was not heard, or not wholly, and what is made of it, in its order. Pure: the daemon and rule tests
/// have it in common.
/// </summary>
/// <param name="Known">What is known now.</param>
/// <param name="Recovered">The events that must have happened unheard.</param>
/// <param name="Standing">What stands as it stood when the VM was last heard: see <see cref="Level"/>.</param>
public sealed record Reconciliation(LastKnown Known, ImmutableArray<VmEvent> Recovered, ImmutableArray<string> Standing)
{
    /// <summary>Compares what was known with what the answers show.</summary>
    /// <param name="prefix">What ids begin with: it names the VM's process, as ids of live events do.</param>
    /// <param name="answers">Names the answers: what shows in others is another event.</param>
    /// <param name="beforeGap">What was known when the VM was last heard.</param>
    /// <param name="was">The same after the events since that the answers cover.</param>
    /// <param name="asked">What it was asked besides its run state.</param>
    /// <param name="status">The run state that it answered; null where it would not say.</param>
    /// <param name="replies">What it answered besides.</param>
    public static Reconciliation Of(
        string prefix, string answers, LastKnown beforeGap, LastKnown was, IEnumerable<StateQuestion> asked, string? status, IEnumerable<StateReply> replies)
    {
        ArgumentNullException.ThrowIfNull(was);
        return Of(prefix, answers, beforeGap, was, replies.Aggregate(was.Only(asked).WithStatus(status), (known, reply) => known.After(reply, beforeGap)));
    }

    internal static Reconciliation Of(string prefix, string answers, LastKnown beforeGap, LastKnown was, LastKnown known) =>
        new(known, [.. RecoveredEvents.Between(prefix, answers, was, known, default)], Level.Standing(beforeGap, known));

    /// <summary>
    /// What is told of a connection once it has answered: that there was a gap, what stands and what must have happened in it, that the VM is heard again.
    /// What was heard meanwhile comes after it.
    /// </summary>
    /// <param name="view">The VM as the answers show it.</param>
    /// <param name="gap">The gap (<see cref="OwnEvents.Gap"/>); null where the VM was not known before.</param>
    /// <param name="stateId">The answer's id.</param>
    /// <param name="askedAt">When it was asked. Engine time.</param>
    /// <param name="recovered">The recovered events that come before what was heard meanwhile.</param>
    /// <param name="linkId">Id of that it is heard again.</param>
    /// <param name="connected">The connection (<see cref="OwnEvents.Connected"/>).</param>
    public IEnumerable<PartitionInput> Announce(
        VmView view, VmEvent? gap, string stateId, DateTimeOffset askedAt, IEnumerable<VmEvent> recovered, string linkId, VmEvent connected) =>
    [
        .. gap is null ? [] : Inputs(view, [gap]),
        new StateAnswerInput(view, stateId, askedAt) { Standing = gap is null ? [] : Standing },
        .. Inputs(view, recovered),
        new LinkInput(view, LinkState.Restored, linkId),
        new EventInput(view, connected),
    ];

    /// <summary>Events of a VM as inputs.</summary>
    /// <param name="view">The VM.</param>
    /// <param name="events">The events.</param>
    public static IEnumerable<PartitionInput> Inputs(VmView view, IEnumerable<VmEvent> events) => events.Select(e => new EventInput(view, e));
}
