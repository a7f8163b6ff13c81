using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Hosting;
using Reactor.Actors.Outbox;
using Reactor.Actors.Status;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;
using Reactor.Store;

namespace Reactor.Actors.Partitions;

/// <summary>
/// Hosts partitions: applies VMs' batches, rows of inboxes and the passing of time, hands the commits to the outbox, and once a commit is durable
/// answers its batch and brings what it says to other partitions on its way. When too many bytes are unwritten all of that waits: of batches one
/// per VM at most, because a VM gets no further credit meanwhile; rows of inboxes lie in the store.
/// </summary>
internal sealed class ShardActor : ReceiveActor, IWithTimers
{
    /// <summary>Unwritten bytes above which nothing is applied.</summary>
    internal const long MaxUnwrittenBytes = 32 * 1024 * 1024;

    /// <summary>Most rows of an inbox in one batch.</summary>
    internal const int MaxInboxBatch = 256;

    private const long MaxInboxBytes = 1024 * 1024;
    private const string DueTimer = "due";
    private const string LoadTimer = "load";

    private static readonly TimeSpan s_loadAgain = TimeSpan.FromSeconds(1);

    private readonly int _index;
    private readonly ImmutableDictionary<int, HostedPartition> _partitions;
    private readonly IActorRef _outbox;
    private readonly IReactorStore _store;
    private readonly EngineClock _clock;
    private readonly RuntimeStatusBoard _board;
    private readonly Queue<VmBatch> _held = new();
    private readonly Queue<HostedPartition> _turns = new();
    private readonly List<InboxRow> _unrouted = [];
    private PartitionRouter? _router;
    private DateTimeOffset? _wakeAt;
    private bool _timeWaits;
    private IActorRef _reloader = ActorRefs.Nobody;
    private int _reloadsLeft;
    private long _unwrittenBytes;

    public ShardActor(
        int index, ImmutableDictionary<int, HostedPartition> partitions, IActorRef outbox, IReactorStore store, EngineClock clock, RuntimeStatusBoard board)
    {
        _index = index;
        _partitions = partitions;
        _outbox = outbox;
        _store = store;
        _clock = clock;
        _board = board;
        Receive<VmBatch>(OnBatch);
        Receive<OutboxActor.Durable>(OnDurable);
        Receive<InboxBrought>(OnInbox);
        Receive<PartitionRouter>(OnRouter);
        Receive<Due>(_ => OnDue());
        Receive<InboxLoaded>(OnInboxLoaded);
        Receive<InboxNotLoaded>(failed =>
        {
            _partitions[failed.Partition].Inbox.FailLoad();
            Timers.StartSingleTimer(LoadTimer, LoadAgain.Instance, s_loadAgain);
        });
        Receive<LoadAgain>(_ => LoadInboxes());
        Receive<Reload>(OnReload);
        Receive<TakeSnapshots>(_ =>
        {
            foreach (var partition in _partitions.Values)
                Commit(partition.Logic.TakeSnapshot(), null);
            Sender.Tell(SnapshotsTaken.Instance);
        });
        Receive<CountRules>(_ => Sender.Tell(new RulesCounted(
            RuleStatus.Sum(_partitions.Values.OrderBy(partition => partition.Number).SelectMany(partition => partition.Logic.Rules)))));
        Receive<TaskFault>(fault => fault.Throw());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Rows that are durable in the inboxes of partitions of this shard.</summary>
    public sealed record InboxBrought(ImmutableArray<InboxRow> Rows);

    /// <summary>All partitions go on under other rules. Answered with <see cref="Reloaded"/> once that is durable.</summary>
    public sealed record Reload(RuleSet Rules, ReactorConfiguration Configuration);

    /// <summary>All partitions of the shard stand on the new rules, durably.</summary>
    public sealed record Reloaded
    {
        public static readonly Reloaded Instance = new();
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

    /// <summary>What became of each rule? Answered with <see cref="RulesCounted"/>.</summary>
    public sealed record CountRules
    {
        public static readonly CountRules Instance = new();
    }

    /// <summary>What became of each rule.</summary>
    public sealed record RulesCounted(ImmutableArray<RuleStatus> Rules);

    private sealed record Due
    {
        public static readonly Due Instance = new();
    }

    private sealed record LoadAgain
    {
        public static readonly LoadAgain Instance = new();
    }

    private sealed record InboxLoaded(int Partition, ImmutableArray<InboxRow> Rows, int Asked);

    private sealed record InboxNotLoaded(int Partition);

    private bool HasRoom => _unwrittenBytes < MaxUnwrittenBytes;

    protected override void PreStart()
    {
        var now = _clock.Now;
        foreach (var partition in _partitions.Values)
            Commit(partition.Logic.Start(now, partition.Unheard), null);
        foreach (var partition in _partitions.Values)
            GiveTurn(partition);
        TakeTurns();
        Arrange();
    }

    private void OnBatch(VmBatch batch)
    {
        if (HasRoom)
        {
            Apply(batch);
            Arrange(_partitions[PartitionMap.OfVm(batch.VmId)]);
            return;
        }

        _held.Enqueue(batch);
        Report();
    }

    private void OnDurable(OutboxActor.Durable durable)
    {
        var commit = durable.Commit;
        _unwrittenBytes -= commit.ApproximateBytes;
        Route(commit.Outgoing);
        switch (durable.Ticket)
        {
            case VmBatch batch: batch.Done(); break;
            case Reload: OnPartitionReloaded(); break;
        }

        if (!commit.Taken.IsEmpty)
        {
            _partitions[commit.Partition].Inbox.End(commit.Taken);
            LoadInboxes();
        }

        // Mostly nothing waits: this is done for every commit there is, and going over all partitions would be most of what it takes.
        if (!_timeWaits && _held.Count == 0 && _turns.Count == 0)
            return;
        TakeTurns();
        Arrange();
    }

    private void OnInbox(InboxBrought brought)
    {
        foreach (var row in brought.Rows)
        {
            var partition = _partitions[row.Partition];
            partition.Inbox.Bring(row);
            GiveTurn(partition);
        }

        TakeTurns();
        LoadInboxes();
        Arrange();
    }

    private void OnRouter(PartitionRouter router)
    {
        _router = router;
        router.Route([.. _unrouted]);
        _unrouted.Clear();
    }

    private void OnReload(Reload reload)
    {
        var now = _clock.Now;
        _reloader = Sender;
        _reloadsLeft = _partitions.Count;
        foreach (var partition in _partitions.Values)
        {
            if (!Commit(partition.Logic.Reload(reload.Rules, reload.Configuration, now), reload))
                OnPartitionReloaded();
        }

        Arrange();
    }

    private void OnPartitionReloaded()
    {
        if (--_reloadsLeft == 0)
            _reloader.Tell(Reloaded.Instance);
    }

    private void OnDue()
    {
        _wakeAt = null;
        _timeWaits = true;
        TakeTurns();
        Arrange();
    }

    /// <summary>Applies what waits, a piece of each kind at a time, as far as there is room.</summary>
    private void TakeTurns()
    {
        PassTime();
        if (_held.Count == 0 && _turns.Count == 0)
            return;
        while (HasRoom && (_held.Count > 0 || _turns.Count > 0))
        {
            if (_held.TryDequeue(out var batch))
                Apply(batch);
            if (HasRoom && _turns.TryDequeue(out var partition))
                TakeInbox(partition);
        }

        Report();
    }

    private void PassTime()
    {
        if (!_timeWaits || !HasRoom)
            return;
        _timeWaits = false;
        var now = _clock.Now;
        foreach (var partition in _partitions.Values)
        {
            if (partition.Logic.NextDue < now)
                Commit(partition.Logic.Apply([], now), null);
        }
    }

    private void TakeInbox(HostedPartition partition)
    {
        partition.HasTurn = false;
        var rows = partition.Inbox.Take(MaxInboxBatch, MaxInboxBytes);
        if (rows.Count == 0)
            return;
        Commit(partition.Logic.Apply([.. rows.Select(row => new InboxInput(row))], _clock.Now), null);
        GiveTurn(partition);
    }

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

    private void Apply(VmBatch batch)
    {
        var now = _clock.Now;
        var partition = _partitions[PartitionMap.OfVm(batch.VmId)];
        if (!Commit(partition.Logic.Apply([.. batch.Inputs.Select(input => Stamp(input, now))], now), batch))
            batch.Done();
    }

    /// <summary>Hands a commit to the outbox; false for an empty one.</summary>
    private bool Commit(Commit commit, object? ticket)
    {
        if (commit.IsEmpty)
            return false;
        _unwrittenBytes += commit.ApproximateBytes;
        _outbox.Tell(new OutboxActor.Write(commit, Self, ticket));
        return true;
    }

    private void Route(ImmutableArray<InboxRow> rows)
    {
        if (rows.IsEmpty)
            return;
        if (_router is { } router)
            router.Route(rows);
        else
            _unrouted.AddRange(rows);
    }

    /// <summary>Arranges to be woken at the earliest deadline. One that has become later is found out when it is over.</summary>
    private void Arrange()
    {
        DateTimeOffset? earliest = null;
        foreach (var partition in _partitions.Values)
        {
            if (partition.Logic.NextDue is { } due && !(due >= earliest))
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

    private void Report() => _board.SetShard(_index, new ShardStatus
    {
        HeldBatches = _held.Count,
        InboxWaiting = _partitions.Values.Sum(partition => (long)partition.Inbox.Waiting),
        InboxLeftInStore = _partitions.Values.Sum(partition => partition.Inbox.LeftInStore),
        InboxDuplicates = _partitions.Values.Sum(partition => partition.Inbox.Duplicates),
    });

    /// <summary>Time is given here, by the partition's owner, so that one partition has one clock.</summary>
    private static PartitionInput Stamp(PartitionInput input, DateTimeOffset now) => input switch
    {
        EventInput e => e with { Event = e.Event with { At = now } },
        VmStateInput s => s with { State = s.State with { SeenAt = now } },
        _ => input,
    };
}
