using Reactor.Reactions.Partitions;

namespace Reactor.Actors.Outbox;

/// <summary>Commits that no reaction depends on and that wait until little else does; each partition's in its order. Belongs to the outbox.</summary>
internal sealed class Journals
{
    private readonly Queue<OutboxActor.Write>?[] _ofPartition = new Queue<OutboxActor.Write>?[PartitionMap.Count];
    private int _turn;

    public int Count { get; private set; }

    public void Add(OutboxActor.Write write)
    {
        (_ofPartition[write.Commit.Partition] ??= []).Enqueue(write);
        Count++;
    }

    /// <summary>Those of a partition go before what it says next.</summary>
    public void MoveTo(Queue<OutboxActor.Write> queue, int partition)
    {
        if (_ofPartition[partition] is not { } waiting)
            return;
        Count -= waiting.Count;
        while (waiting.TryDequeue(out var write))
            queue.Enqueue(write);
    }

    /// <summary>Some go, whole partitions in turn, until there are so many bytes.</summary>
    public void MoveTo(Queue<OutboxActor.Write> queue, long bytes)
    {
        while (bytes > 0 && Count > 0)
        {
            bytes -= _ofPartition[_turn]?.Sum(write => write.Commit.ApproximateBytes) ?? 0;
            MoveTo(queue, _turn);
            _turn = (_turn + 1) % _ofPartition.Length;
        }
    }
}
