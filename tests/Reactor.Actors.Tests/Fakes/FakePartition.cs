using System.Collections.Concurrent;
using System.Text;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;
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

    /// <summary>Times to which time passed.</summary>
    public ConcurrentQueue<DateTimeOffset> Ticks { get; } = new();

    /// <summary>Rows of the inbox by their ids, and <c>time</c> where time passed, in their order.</summary>
    public ConcurrentQueue<string> Seen { get; } = new();

    /// <summary>What it was started and reloaded with.</summary>
    public ConcurrentQueue<object> Told { get; } = new();

    /// <summary>Rows of the inbox are too early before time has passed so far.</summary>
    public DateTimeOffset? EarlyUntil { get; set; }

    public DateTimeOffset? NextDue { get; set; }

    public IEnumerable<RuleStatus> Rules => [new RuleStatus { Name = "r", Mode = "live", Severity = "error", Fingerprint = "f", Totals = RuleTotals.None with { Matched = 1 } }];

    public long PassedOver => 0;

    public PartitionBounds Bounds { get; set; } = PartitionBounds.None;

    /// <summary>What steps end as that are not to be begun, by id.</summary>
    public ConcurrentDictionary<string, StepResult> NotToBegin { get; } = new();

    public StepResult? WhyNotBegin(string step, DateTimeOffset engineTime) => NotToBegin.GetValueOrDefault(step);

    public Commit Start(DateTimeOffset engineTime, IReadOnlyList<VmView> unheard, IReadOnlyList<InboxRow> inbox, DateTimeOffset? passedTo, bool moreWaits)
    {
        foreach (var vm in unheard)
            Told.Enqueue(vm);
        return inbox.Count == 0 ? Empty() : Apply([.. inbox.Select(row => new InboxInput(row))], engineTime, passedTo, moreWaits);
    }

    /// <summary>Done when it is reloaded.</summary>
    public Action? OnReload { get; init; }

    public Commit Reload(PartitionRules rules, DateTimeOffset engineTime)
    {
        Told.Enqueue(rules.Rules);
        OnReload?.Invoke();
        return Snapshot();
    }

    public Commit TakeSnapshot() => _sequence == 0 ? Empty() : Snapshot();

    public Commit Apply(IReadOnlyList<PartitionInput> batch, DateTimeOffset engineTime, DateTimeOffset? passedTo = null, bool moreWaits = false)
    {
        if (!moreWaits && NextDue < (passedTo ?? engineTime))
        {
            Ticks.Enqueue(passedTo ?? engineTime);
            Seen.Enqueue("time");
            NextDue = null;
        }

        if (batch.Count == 0 || passedTo < EarlyUntil)
            return Empty();
        foreach (var taken in batch.OfType<InboxInput>())
            Seen.Enqueue(taken.Row.Id);

        foreach (var input in batch)
            seen.Enqueue(input);
        _sequence += batch.Count;
        var events = batch.OfType<EventInput>().Where(input => matching.Contains(input.Event.Name)).ToList();
        return new Commit
        {
            Partition = number,
            AppliedSequence = _sequence,
            Vms = [.. batch.OfType<VmStateInput>().Select(input => input.ToRow())],
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
