using System.Collections.Concurrent;
using System.Text;
using Reactor.Actors.Partitions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;

namespace Reactor.Actors.Tests.Fakes;

/// <summary>A partition with one rule: each event whose name is in <paramref name="matching"/> gives one delivery.</summary>
internal sealed class FakePartition(int number, ConcurrentQueue<PartitionInput> seen, params string[] matching) : IPartition
{
    private long _sequence;

    public Commit Start(DateTimeOffset engineTime) => Empty();

    public Commit TakeSnapshot() => _sequence == 0
        ? Empty()
        : new Commit { Partition = number, AppliedSequence = ++_sequence, Snapshot = new SnapshotRow(_sequence, 1, "{}"u8.ToArray()) };

    public Commit Apply(IReadOnlyList<PartitionInput> batch, DateTimeOffset engineTime)
    {
        foreach (var input in batch)
            seen.Enqueue(input);
        _sequence += batch.Count;
        var events = batch.OfType<EventInput>().Where(input => matching.Contains(input.Event.Name)).ToList();
        return new Commit
        {
            Partition = number,
            AppliedSequence = _sequence,
            Vms = [.. batch.OfType<VmStateInput>().Select(input => input.State)],
            Deliveries = [.. events.Select(input => Samples.Delivery("msg_" + input.Event.Id) with
            {
                EventName = input.Event.Name, CreatedAt = engineTime, Body = Encoding.UTF8.GetBytes($$"""{"event":"{{input.Event.Name}}"}"""),
            })],
            ApproximateBytes = 1000 * events.Count,
        };
    }

    private Commit Empty() => new() { Partition = number, AppliedSequence = _sequence };
}
