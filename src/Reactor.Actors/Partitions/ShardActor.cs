using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Outbox;
using Reactor.Actors.Status;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;

namespace Reactor.Actors.Partitions;

/// <summary>
/// Hosts partitions: applies batches, hands their commits to the outbox, and answers each batch once its commit is durable. When too many
/// bytes are unwritten it holds batches back; one per VM at most, because a VM gets no further credit meanwhile.
/// </summary>
internal sealed class ShardActor : ReceiveActor
{
    /// <summary>Unwritten bytes above which no batch is applied.</summary>
    internal const long MaxUnwrittenBytes = 32 * 1024 * 1024;

    private readonly int _index;
    private readonly ImmutableDictionary<int, IPartition> _partitions;
    private readonly IActorRef _outbox;
    private readonly EngineClock _clock;
    private readonly RuntimeStatusBoard _board;
    private readonly Queue<VmBatch> _held = new();
    private long _unwrittenBytes;

    public ShardActor(int index, ImmutableDictionary<int, IPartition> partitions, IActorRef outbox, EngineClock clock, RuntimeStatusBoard board)
    {
        _index = index;
        _partitions = partitions;
        _outbox = outbox;
        _clock = clock;
        _board = board;
        Receive<VmBatch>(OnBatch);
        Receive<OutboxActor.Durable>(OnDurable);
        Receive<TakeSnapshots>(_ =>
        {
            foreach (var partition in _partitions.Values)
                Commit(partition.TakeSnapshot(), null);
            Sender.Tell(SnapshotsTaken.Instance);
        });
    }

    /// <summary>No batch comes any more: give each partition's state to the outbox. Answered with <see cref="SnapshotsTaken"/> once it is there.</summary>
    public sealed record TakeSnapshots
    {
        public static readonly TakeSnapshots Instance = new();
    }

    /// <summary>The outbox has them; they may not be durable yet.</summary>
    public sealed record SnapshotsTaken
    {
        public static readonly SnapshotsTaken Instance = new();
    }

    protected override void PreStart()
    {
        var now = _clock.Now;
        foreach (var partition in _partitions.Values)
            Commit(partition.Start(now), null);
    }

    private void OnBatch(VmBatch batch)
    {
        if (_unwrittenBytes < MaxUnwrittenBytes)
        {
            Apply(batch);
            return;
        }

        _held.Enqueue(batch);
        _board.SetHeldBatches(_index, _held.Count);
    }

    private void OnDurable(OutboxActor.Durable durable)
    {
        _unwrittenBytes -= durable.Bytes;
        (durable.Ticket as VmBatch)?.Done();
        if (_held.Count == 0)
            return;
        while (_unwrittenBytes < MaxUnwrittenBytes && _held.TryDequeue(out var held))
            Apply(held);
        _board.SetHeldBatches(_index, _held.Count);
    }

    private void Apply(VmBatch batch)
    {
        var now = _clock.Now;
        var commit = _partitions[PartitionHash.Of(batch.VmId)].Apply([.. batch.Inputs.Select(input => Stamp(input, now))], now);
        if (!Commit(commit, batch))
            batch.Done();
    }

    /// <summary>Hands a commit to the outbox; false for an empty one.</summary>
    private bool Commit(Commit commit, VmBatch? cause)
    {
        if (commit.IsEmpty)
            return false;
        _unwrittenBytes += commit.ApproximateBytes;
        _outbox.Tell(new OutboxActor.Write(commit, Self, cause));
        return true;
    }

    /// <summary>Time is given here, by the partition's owner, so that one partition has one clock.</summary>
    private static PartitionInput Stamp(PartitionInput input, DateTimeOffset now) => input switch
    {
        EventInput e => e with { Event = e.Event with { At = now } },
        VmStateInput s => s with { State = s.State with { SeenAt = now } },
        _ => input,
    };
}
