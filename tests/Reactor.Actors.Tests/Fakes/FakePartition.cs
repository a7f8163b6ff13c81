using System.Collections.Concurrent;
using System.Text;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Fakes;

/// <summary>A partition with one rule: each event whose name is in <paramref name="matching"/> gives one delivery. What it is told last is kept.</summary>
internal sealed class FakePartition(int number, ConcurrentQueue<PartitionInput> seen, params string[] matching) : IPartition
{
    private long _sequence;

    /// <summary>Rows that the next commits send to other partitions, one a batch.</summary>
    public ConcurrentQueue<InboxRow> Outgoing { get; } = new();

    /// <summary>Size of each commit. Bytes; null: by its deliveries.</summary>
    public long? Bytes { get; set; }

    /// <summary>Times at which it was woken without any input.</summary>
    public ConcurrentQueue<DateTimeOffset> Ticks { get; } = new();

    /// <summary>What it was started and reloaded with.</summary>
    public ConcurrentQueue<object> Told { get; } = new();

    public DateTimeOffset? NextDue { get; set; }

    public IEnumerable<RuleStatus> Rules => [new RuleStatus { Name = "r", Mode = "live", Severity = "error", Fingerprint = "f", Matched = 1 }];

    public Commit Start(DateTimeOffset engineTime, IReadOnlyList<VmView> unheard)
    {
        foreach (var vm in unheard)
            Told.Enqueue(vm);
        return Empty();
    }

    public Commit Reload(RuleSet rules, ReactorConfiguration configuration, DateTimeOffset engineTime)
    {
        Told.Enqueue(rules);
        return Snapshot();
    }

    public Commit TakeSnapshot() => _sequence == 0 ? Empty() : Snapshot();

    public Commit Apply(IReadOnlyList<PartitionInput> batch, DateTimeOffset engineTime)
    {
        if (batch.Count == 0)
        {
            Ticks.Enqueue(engineTime);
            NextDue = null;
            return Empty();
        }

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
            Taken = [.. batch.OfType<InboxInput>().Select(input => input.Row.Id)],
            Outgoing = Outgoing.TryDequeue(out var row) ? [row] : [],
            ApproximateBytes = Bytes ?? (1000 * events.Count),
        };
    }

    private Commit Snapshot() => new() { Partition = number, AppliedSequence = ++_sequence, Snapshot = new SnapshotRow(_sequence, 1, "{}"u8.ToArray()) };

    private Commit Empty() => new() { Partition = number, AppliedSequence = _sequence };
}
