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

    /// <summary>Takes all that waits in a partition's inbox. False: there is no room for it, or for what is to follow.</summary>
    private bool TryTakeInbox(HostedPartition partition)
    {
        while (HasRoom && partition.Inbox.Waiting > 0)
            TakePiece(partition);
        return HasRoom;
    }

    private void TakePiece(HostedPartition partition)
    {
        var rows = partition.Inbox.Take(MaxInboxBatch, MaxInboxBytes);
        if (rows.Count > 0)
            _commits.Hand(partition.Logic.Apply([.. rows.Select(row => new InboxInput(row))], _clock.Now, PassedTo(partition)), null);
    }

    // Not at all while more of the inbox is to come.
    private DateTimeOffset? PassedTo(HostedPartition partition) =>
        partition.Inbox.Waiting > 0 ? DateTimeOffset.MinValue : partition.IsFleet ? _horizon.Now : null;

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
        GiveTurn(partition);
        TakeTurns();
        LoadInboxes();
        Arrange();
    }
}
