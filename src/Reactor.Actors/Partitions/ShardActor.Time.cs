using Reactor.Actors.Clocks;

namespace Reactor.Actors.Partitions;

/// <content>The passing of time: it is woken at the earliest deadline of its partitions.</content>
internal sealed partial class ShardActor
{
    private const string DueTimer = "due";

    private DateTimeOffset? _wakeAt;
    private bool _timeWaits;

    private void OnDue()
    {
        _wakeAt = null;
        _timeWaits = true;
        TakeTurns();
        Arrange();
    }

    private void PassTime()
    {
        if (!_timeWaits)
            return;
        var now = _clock.Now;
        foreach (var partition in _partitions.Values)
        {
            if (Next(partition, now).Take == Take.Nothing)
                continue;
            TryTakeInbox(partition);
            if (!HasRoom)
                return;
            if (Next(partition, now).Take == Take.Time)
                TakePiece(partition);
        }

        _timeWaits = false;
    }

    private NextTake Next(HostedPartition partition, DateTimeOffset now)
    {
        var inbox = partition.Inbox;
        return NextTake.Of(partition.Logic.NextDue, inbox.Waiting > 0, inbox.AnyWaits, inbox.HasEarly, now, PassedTo(partition));
    }

    /// <summary>Arranges to be woken when a partition is to be asked first. A deadline that has become later is found out when it is over.</summary>
    private void Arrange()
    {
        var now = _clock.Now;
        DateTimeOffset? earliest = null;
        foreach (var partition in _partitions.Values)
        {
            if (Next(partition, now).AskAgainAt is { } at && !(at >= earliest))
                earliest = at;
        }

        WakeBy(earliest);
    }

    /// <summary>The same where one partition alone can have an earlier deadline than before.</summary>
    private void Arrange(HostedPartition partition) => WakeBy(Next(partition, _clock.Now).AskAgainAt);

    private void WakeBy(DateTimeOffset? deadline)
    {
        // While there is no room, the next durable commit asks again.
        if (_timeWaits || deadline is not { } at || _wakeAt <= at)
            return;
        _wakeAt = at;
        Timers.StartSingleTimer(DueTimer, Due.Instance, Deadlines.DelayUntilAfter(at, _clock.Now));
    }
}
