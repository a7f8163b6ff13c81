using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>An event from the wire on its way to the partition, whose owner makes the engine's of it when it gives it its time.</summary>
/// <param name="Vm">The VM as it was known at that moment.</param>
/// <param name="Id">The event's id.</param>
/// <param name="Event">It.</param>
internal sealed record HeardInput(VmView Vm, string Id, QmpEvent Event) : PartitionInput
{
    /// <summary>The input that the partition takes.</summary>
    /// <param name="at">Its time.</param>
    public EventInput ToEvent(DateTimeOffset at) => new(Vm, VmEvents.FromWire(Id, Event, at));
}
