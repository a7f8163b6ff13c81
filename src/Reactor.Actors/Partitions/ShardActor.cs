using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Hosting;
using Reactor.Actors.Outbox;
using Reactor.Actors.Status;
using Reactor.Actors.Vms;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Store;

namespace Reactor.Actors.Partitions;

/// <summary>
/// Hosts partitions: applies VMs' batches, rows of inboxes and the passing of time, hands the commits to the outbox, and once a commit is durable
/// answers its batch and brings what it says to other partitions on its way. When too many bytes are unwritten all of that waits: of batches one
/// per VM at most, because a VM gets no further credit meanwhile; rows of inboxes lie in the store. What waits in a partition's inbox goes before
/// anything else of that partition: it was durable first, and may hold or close what is due.
/// </summary>
internal sealed partial class ShardActor : ActorBase, IWithTimers
{
    /// <summary>Unwritten bytes above which nothing is applied.</summary>
    internal const long MaxUnwrittenBytes = UnwrittenCommits.MaxBytes;

    /// <summary>Most rows of an inbox in one batch.</summary>
    internal const int MaxInboxBatch = 256;

    // All that is in memory: what was seen earlier goes first, wherever it stands.
    private const int MaxFleetBatch = InboxQueue.MaxRows;
    private const long MaxInboxBytes = 1024 * 1024;
    private const string LoadTimer = "load";
    private const string ReportTimer = "report";

    private static readonly TimeSpan s_loadAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_reportWithin = TimeSpan.FromSeconds(1);

    private readonly int _index;
    private readonly ImmutableDictionary<int, HostedPartition> _partitions;
    private readonly IReactorStore _store;
    private readonly EngineClock _clock;
    private readonly FleetHorizon _horizon;
    private readonly RuntimeStatusBoard _board;
    private readonly Queue<VmBatch> _held = new();
    private readonly Queue<HostedPartition> _turns = new();
    private readonly Queue<(MayBegin Question, IActorRef Operator)> _questions = new();
    private readonly UnwrittenCommits _commits;
    private readonly List<PartitionInput> _stamped = []; // Inputs of the batch at hand.

    public ShardActor(
        int index, ImmutableDictionary<int, HostedPartition> partitions, IActorRef outbox, IReactorStore store, EngineClock clock, FleetHorizon horizon,
        RuntimeStatusBoard board)
    {
        _index = index;
        _partitions = partitions;
        _commits = new UnwrittenCommits(outbox, Self);
        _store = store;
        _clock = clock;
        _horizon = horizon;
        _board = board;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private bool HasRoom => _commits.HasRoom;

    protected override void PreStart()
    {
        var now = _clock.Now;
        foreach (var partition in _partitions.Values)
        {
            var inbox = partition.Inbox;
            var rows = inbox.Take(int.MaxValue, long.MaxValue);
            var commit = partition.Logic.Start(now, partition.TakeUnheard(), rows, PassedTo(partition), inbox.AnyWaits);
            inbox.PutBack(rows, commit.Taken);
            _commits.Hand(commit, null);
        }

        ReportSoon();
        TakeTurns();
        Arrange();
    }

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case VmBatch batch: OnBatch(batch); break;
            case OutboxActor.Durable durable: OnDurable(durable); break;
            case InboxBrought brought: OnInbox(brought); break;
            case PartitionRouter router: _commits.SetRouter(router); break;
            case MayBegin question:
                _questions.Enqueue((question, Sender));
                TakeTurns();
                Arrange();
                break;
            case Due: OnDue(); break;
            case InboxLoaded loaded: OnInboxLoaded(loaded); break;
            case InboxNotLoaded failed:
                _partitions[failed.Partition].Inbox.FailLoad();
                Timers.StartSingleTimer(LoadTimer, LoadAgain.Instance, s_loadAgain);
                break;
            case LoadAgain: LoadInboxes(); break;
            case ReportNow: Report(); break;
            case Reload reload: OnReload(reload); break;
            case ReloadNext:
                ReloadOne();
                Arrange();
                break;
            case TakeSnapshots:
                _ender = Sender;
                break;
            case CountRules: CountRulesFor(Sender); break;
            case TaskFault fault: fault.Throw(); break;
            default: return false;
        }

        EndOnceNothingIsHeld();
        return true;
    }

    private void CountRulesFor(IActorRef asker) => asker.Tell(new RulesCounted(
        [.. _counted.Continue(RuleStatus.Sum(_partitions.Values.OrderBy(partition => partition.Number).SelectMany(partition => partition.Logic.Rules)))]));

    private void OnBatch(VmBatch batch)
    {
        if (TryApply(batch))
        {
            Arrange(_partitions[batch.Partition]);
            return;
        }

        _held.Enqueue(batch);
        Report();
    }

    private void OnDurable(OutboxActor.Durable durable)
    {
        var commit = durable.Commit;
        if (!commit.Taken.IsEmpty)
            _partitions[commit.Partition].Inbox.End(commit.Taken);
        switch (_commits.Take(durable))
        {
            case VmBatch batch: batch.Done(); break;
            case Reload: OnPartitionReloaded(); break;
        }

        if (!commit.Taken.IsEmpty)
            LoadInboxes();
        AskReload();
        // Mostly nothing waits: this is done for every commit there is, and going over all partitions would be most of what it takes.
        if (!_timeWaits && _held.Count == 0 && _turns.Count == 0 && _questions.Count == 0)
            return;
        TakeTurns();
        Arrange();
    }

    /// <summary>Applies what waits, a piece of each kind at a time, as far as there is room.</summary>
    private void TakeTurns()
    {
        PassTime();
        AskReload();
        AnswerQuestions();
        if (_held.Count == 0 && _turns.Count == 0)
            return;

        // Batches that wait until more of their partition's inbox is loaded let the others by: there is one per VM at most.
        var passedBy = 0;
        while (HasRoom && (_held.Count > passedBy || _turns.Count > 0))
        {
            if (_held.Count > passedBy && _held.TryPeek(out var batch))
            {
                var isApplied = TryApply(batch);
                if (isApplied || HasRoom)
                    _held.Dequeue();
                if (!isApplied && HasRoom)
                {
                    _held.Enqueue(batch);
                    passedBy++;
                }
            }

            if (HasRoom && _turns.TryDequeue(out var partition))
            {
                partition.HasTurn = false;
                TakePiece(partition);
                GiveTurn(partition);
            }
        }

        Report();
    }

    private void AnswerQuestions()
    {
        for (var left = _questions.Count; left > 0 && HasRoom; left--)
        {
            var (question, asker) = _questions.Dequeue();
            var partition = _partitions[question.Partition];
            if (TryTakeInbox(partition))
                asker.Tell(new StepPermit(partition.Logic.WhyNotBegin(question.Step, _clock.Now)));
            else
                _questions.Enqueue((question, asker));
        }
    }

    private bool TryApply(VmBatch batch)
    {
        var partition = _partitions[batch.Partition];
        if (!TryTakeInbox(partition))
            return false;
        var underWay = _horizon.SetOut();
        var now = underWay.At;
        foreach (var input in batch.Inputs)
            _stamped.Add(Stamp(input, now));
        var commit = partition.Logic.Apply(_stamped, now);
        _stamped.Clear();
        if (!_commits.Hand(commit, batch, underWay))
            batch.Done();
        ReportSoon();
        return true;
    }

    private void Report() => _board.SetShard(_index, new ShardStatus
    {
        HeldBatches = _held.Count,
        Bounds = _partitions.Values.Aggregate(PartitionBounds.None, (sum, partition) => sum.Plus(partition.Logic.Bounds)),
        InboxWaiting = _partitions.Values.Sum(partition => (long)partition.Inbox.Waiting),
        InboxPassedOver = _partitions.Values.Sum(partition => partition.Logic.PassedOver),
        InboxLeftInStore = _partitions.Values.Sum(partition => partition.Inbox.LeftInStore),
        InboxDuplicates = _partitions.Values.Sum(partition => partition.Inbox.Duplicates),
        RulesForgotten = _counted.Forgotten,
    });

    // Most is applied at once, and needs no turn: what came of it is told now and then.
    private void ReportSoon()
    {
        if (!Timers.IsTimerActive(ReportTimer))
            Timers.StartSingleTimer(ReportTimer, ReportNow.Instance, s_reportWithin);
    }

    /// <summary>Time is given here, by the partition's owner, so that one partition has one clock.</summary>
    internal static PartitionInput Stamp(PartitionInput input, DateTimeOffset now) => input switch
    {
        HeardInput heard => heard.ToEvent(now),
        EventInput e => e with { Event = e.Event with { At = now } },
        VmStateInput { State.SeenAt: var seenAt } s when seenAt == default => s with { SeenAt = now },
        _ => input,
    };
}
