using Reactor.Actors.Clocks;

namespace Reactor.Actors.Partitions;

/// <content>The passing of time: it is woken at the earliest deadline of its partitions.</content>
internal sealed partial class ShardActor
{
    private const string DueTimer = "due";

    // While something is on its way to fleet rules, what they have due is asked for again so often.
    private static readonly TimeSpan s_horizonAgain = TimeSpan.FromMilliseconds(10);

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
            if (!(partition.Logic.NextDue < now) && !partition.Inbox.HasEarly)
                continue;
            if (!TryTakeInbox(partition))
            {
                if (!HasRoom)
                    return;
                if (partition.Inbox.HasEarly)
                    TakePiece(partition);
                continue;
            }

            if (HasDue(partition, now, PassedTo(partition)))
                TakePiece(partition);
        }

        _timeWaits = false;
    }

    /// <summary>Whether a partition has something due, or rows that were too early and perhaps are not any more.</summary>
    private static bool HasDue(HostedPartition partition, DateTimeOffset now, DateTimeOffset? passedTo) =>
        (partition.Logic.NextDue is { } due && due < now && due < (passedTo ?? now)) || partition.Inbox.HasEarly;

    /// <summary>Arranges to be woken at the earliest deadline. One that has become later is found out when it is over.</summary>
    private void Arrange()
    {
        var now = _clock.Now;
        DateTimeOffset? earliest = null;
        foreach (var partition in _partitions.Values)
        {
            var due = partition.Logic.NextDue ?? DateTimeOffset.MaxValue;
            // Over, and not done. Where more of the inbox is to be taken or loaded, that asks again; else something is still on its way to it.
            if (due < now && partition.Inbox.AnyWaits && !partition.Inbox.HasEarly)
                continue;
            if (partition.IsFleet && (due < now || partition.Inbox.HasEarly))
                due = now + s_horizonAgain;
            if (due == DateTimeOffset.MaxValue)
                continue;
            if (!(due >= earliest))
                earliest = due;
        }

        WakeBy(earliest);
    }

    /// <summary>The same where one partition alone can have an earlier deadline than before.</summary>
    private void Arrange(HostedPartition partition) => WakeBy(partition.Logic.NextDue);

    private void WakeBy(DateTimeOffset? deadline)
    {
        // While there is no room, the next durable commit asks again.
        if (_timeWaits || deadline is not { } at || _wakeAt <= at)
            return;
        _wakeAt = at;
        Timers.StartSingleTimer(DueTimer, Due.Instance, Deadlines.DelayUntilAfter(at, _clock.Now));
    }
}
