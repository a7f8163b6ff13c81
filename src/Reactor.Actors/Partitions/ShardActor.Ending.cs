using Akka.Actor;

namespace Reactor.Actors.Partitions;

/// <content>The end: after its partitions' states it makes nothing more, so that what is written by then is all there is.</content>
internal sealed partial class ShardActor
{
    private IActorRef? _ender;

    // Batches are of VMs that have left: nobody else has what is in them. Asked after whatever is heard: a load of an inbox lets one go too.
    private void EndOnceNothingIsHeld()
    {
        if (_ender is null || _held.Count > 0)
            return;
        foreach (var partition in _partitions.Values)
            _commits.Hand(partition.Logic.TakeSnapshot(), null);
        Timers.CancelAll();
        Become(Ended);
        _ender.Tell(SnapshotsTaken.Instance);
    }

    // What becomes due, and what lies in the inboxes, is of the next start: it stands in the store.
    private bool Ended(object message)
    {
        if (message is CountRules)
            CountRulesFor(Sender);
        return true;
    }
}
