using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Reactions.Partitions;
using Reactor.Store;

namespace Reactor.Actors.Partitions;

/// <content>What waits in the partitions' inboxes.</content>
internal sealed partial class ShardActor
{
    private void OnInbox(InboxBrought brought)
    {
        foreach (var row in brought.Rows)
        {
            var partition = _partitions[row.Partition];
            partition.Inbox.Bring(row);
            GiveTurn(partition);
        }

        brought.UnderWay?.Arrive();
        TakeTurns();
        LoadInboxes();
        Arrange();
    }

    /// <summary>
    /// Takes all that waits in a partition's inbox. False: not all, as there is no room for it (or for what is to follow), or the store still has
    /// more of it; a durable commit, or a load, asks again.
    /// </summary>
    private bool TryTakeInbox(HostedPartition partition)
    {
        while (HasRoom && partition.Inbox.Waiting > 0)
            TakePiece(partition);
        return HasRoom && !partition.Inbox.AnyWaits;
    }

    /// <summary>Takes the next rows of the inbox, if any, and lets time pass where no more of them wait.</summary>
    private void TakePiece(HostedPartition partition)
    {
        var inbox = partition.Inbox;
        var rows = inbox.Take(partition.IsFleet ? MaxFleetBatch : MaxInboxBatch, MaxInboxBytes);
        var commit = partition.Logic.Apply([.. rows.Select(row => new InboxInput(row))], _clock.Now, PassedTo(partition), inbox.AnyWaits);
        inbox.PutBack(rows, commit.Taken);
        _commits.Hand(commit, null);
        ReportSoon();
    }

    private DateTimeOffset? PassedTo(HostedPartition partition) => partition.IsFleet ? _horizon.Now : null;

    private void GiveTurn(HostedPartition partition)
    {
        if (partition.HasTurn || partition.Inbox.Waiting == 0)
            return;
        partition.HasTurn = true;
        _turns.Enqueue(partition);
    }

    private void LoadInboxes()
    {
        foreach (var partition in _partitions.Values)
        {
            if (!partition.Inbox.WantsLoad || Timers.IsTimerActive(LoadTimer))
                continue;
            var (number, asked) = (partition.Number, partition.Inbox.BeginLoad());
            _store.InboxAsync(number, asked).PipeTo(
                Self,
                success: rows => new InboxLoaded(number, rows, asked),
                failure: e => e is StoreUnavailableException { IsFinal: false } ? new InboxNotLoaded(number) : new TaskFault($"loading the inbox of partition {number}", e));
        }
    }

    private void OnInboxLoaded(InboxLoaded loaded)
    {
        var partition = _partitions[loaded.Partition];
        partition.Inbox.Load(loaded.Rows, loaded.Asked);
        _timeWaits = true;
        GiveTurn(partition);
        TakeTurns();
        LoadInboxes();
        Arrange();
    }
}
