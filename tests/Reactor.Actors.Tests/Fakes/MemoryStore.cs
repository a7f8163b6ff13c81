using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Tests.Fakes;

/// <summary>A store in memory that keeps the contract, and fails or waits when told to.</summary>
internal sealed partial class MemoryStore : IReactorStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Pending> _deliveries = new(StringComparer.Ordinal);
    private readonly Dictionary<int, long> _applied = [];
    private readonly List<ImmutableArray<Commit>> _groups = [];
    private readonly List<AttemptResult> _results = [];
    private readonly Dictionary<string, string> _disabled = new(StringComparer.Ordinal);
    private readonly List<InboxRow> _inbox = [];
    private readonly Dictionary<string, ClaimRoom> _rooms = new(StringComparer.Ordinal);
    private TaskCompletionSource? _gate;

    public long Epoch => 7;

    /// <summary>While set, every call fails with it.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Why the last write failed.</summary>
    public StoreUnavailableException? Trouble { get; set; }

    /// <summary>While set, what is asked waits for its turn.</summary>
    public StoreTurns? Turns { get; init; }

    public DateTimeOffset? LastAt { get; init; }

    public ImmutableArray<VmStateRow> Vms { get; init; } = [];

    public SavedConfiguration? Saved { get; private set; }

    public IReadOnlyList<InboxRow> Inbox => Read(() => _inbox.ToArray());

    public bool Closed { get; private set; }

    public IReadOnlyList<ImmutableArray<Commit>> Groups => Read(() => _groups.ToArray());

    public IReadOnlyList<Commit> Commits => Read(() => _groups.SelectMany(group => group).ToArray());

    public IReadOnlyList<AttemptResult> Results => Read(() => _results.ToArray());

    public IReadOnlyDictionary<string, string> Disabled => Read(() => _disabled.ToDictionary());

    public int Claims { get; private set; }

    /// <summary>Deliveries that were claimed so far.</summary>
    public int Claimed { get; private set; }

    public int Prunings { get; private set; }

    /// <summary>What was pruned by last.</summary>
    public RetentionConfiguration? Retention { get; private set; }

    public AttemptOutcome? OutcomeOf(string webhookId) => Read(() => _deliveries[webhookId].Outcome);

    /// <summary>Holds appends back until <see cref="Open"/>.</summary>
    public void Hold() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => Interlocked.Exchange(ref _gate, null)?.SetResult();

    public void Add(params DeliveryRow[] deliveries)
    {
        lock (_lock)
        {
            foreach (var delivery in deliveries)
                _deliveries.Add(delivery.WebhookId, new Pending(delivery, delivery.CreatedAt, _deliveries.Count));
        }
    }

    public async Task<Appended> AppendAsync(ImmutableArray<Commit> group)
    {
        if (Turns is { } turns)
            return await turns.EnterAsync(() => Append(group), group.Sum(commit => commit.ApproximateBytes));
        if (_gate is { } gate)
            await gate.Task;
        return Append(group);
    }

    private Appended Append(ImmutableArray<Commit> group)
    {
        lock (_lock)
        {
            ThrowIfFailing();
            foreach (var commit in group)
            {
                if (commit.AppliedSequence <= _applied.GetValueOrDefault(commit.Partition))
                    throw new InvalidOperationException($"sequence {commit.AppliedSequence} again");
                _applied[commit.Partition] = commit.AppliedSequence;
            }

            _groups.Add(group);
            foreach (var commit in group)
            {
                foreach (var id in commit.Taken)
                {
                    if (_inbox.RemoveAll(row => row.Id == id && row.Partition == commit.Partition) == 0)
                        throw new InvalidOperationException($"{id} is taken twice");
                }

                commit.Outgoing.ToList().ForEach(Add);
            }

            return Append([.. group.SelectMany(commit => commit.Deliveries)]);
        }
    }

    private Appended Append(DeliveryRow[] deliveries)
    {
        var (claimed, waiting) = (new List<ClaimedDelivery>(), new HashSet<string>());
        foreach (var delivery in deliveries)
        {
            var pending = new Pending(delivery, delivery.CreatedAt, _deliveries.Count);
            _deliveries.Add(delivery.WebhookId, pending);
            if (delivery.IsMuted)
                continue;
            if (IsBehind(pending))
            {
                waiting.Add(delivery.Target);
            }
            else if (_rooms.TryGetValue(delivery.Target, out var room) && room.TryTake())
            {
                pending.Claimed = true;
                Claimed++;
                claimed.Add(new ClaimedDelivery(delivery, 1) { HoldsSeen = Holds });
            }
            else
            {
                _rooms.Remove(delivery.Target);
                waiting.Add(delivery.Target);
            }
        }

        return new Appended([.. claimed], [.. waiting]);
    }

    public Task<PartitionRecovery> RecoverAsync(int partition) => Run(() =>
        new PartitionRecovery(_applied.GetValueOrDefault(partition), LastAt, null, [], []) { Inbox = [.. _inbox.Where(row => row.Partition == partition)] });

    /// <summary>Loads of inboxes wait for it.</summary>
    public Task InboxLoads { get; set; } = Task.CompletedTask;

    public async Task<ImmutableArray<InboxRow>> InboxAsync(int partition, int max)
    {
        await InboxLoads;
        return await Run(() => _inbox.Where(row => row.Partition == partition).Take(max).ToImmutableArray());
    }

    public Task AddInboxAsync(ImmutableArray<InboxRow> rows) => Run(() =>
    {
        rows.ToList().ForEach(Add);
        return true;
    });

    public Task<ImmutableArray<VmStateRow>> VmsAsync() => Run(() => Vms);

    public Task<SavedConfiguration?> SavedConfigurationAsync() => Run(() => Saved);

    public Task SaveConfigurationAsync(SavedConfiguration configuration) => Run(() => Saved = configuration);

    public Task<ImmutableArray<string>> PendingTargetsAsync() => Run(() =>
        _deliveries.Values.Where(p => p.Outcome is null).Select(p => p.Delivery.Target).Distinct().ToImmutableArray());

    public Task<ImmutableArray<ClaimedDelivery>> ClaimAsync(string target, int max, DateTimeOffset now, bool isOrdered = false, ClaimRoom? room = null) => Run(() =>
    {
        Claims++;
        _rooms.Remove(target);
        var claimed = Eligible(target, isOrdered).Where(p => p.Due <= now).OrderBy(p => p.Due).Take(max).ToList();
        claimed.ForEach(p => p.Claimed = true);
        Claimed += claimed.Count;
        if (claimed.Count < max && room is not null && !isOrdered)
            _rooms[target] = room;
        return claimed.Select(p => new ClaimedDelivery(p.Delivery, p.Attempts + 1, p.Before) { HoldsSeen = Holds }).ToImmutableArray();
    });

    public Task<DateTimeOffset?> NextDueAsync(string target, bool isOrdered = false) => Run(() => Eligible(target, isOrdered).Min(p => (DateTimeOffset?)p.Due));

    /// <summary>What <see cref="HoldsAt"/> says; claims are made by it.</summary>
    public long Holds { get; set; }

    public long HoldsAt(DateTimeOffset now) => Holds;

    public Task<Completed> CompleteAsync(ImmutableArray<AttemptResult> results) => Run(() =>
    {
        var told = results.Select(Complete).OfType<InboxRow>().ToImmutableArray();
        var ended = results.Select(result => _deliveries[result.WebhookId]).Where(p => p.Outcome is not null).ToList();
        return new Completed(told, _deliveries.Values.Any(p => p.Outcome is null && ended.Exists(e => e.Number < p.Number && p.Delivery.GoesAfter(e.Delivery))));
    });

    public Task<RevivedDeliveries> ReviveAsync(DeadLetterFilter filter, int max, DateTimeOffset now, AuditRow audit) => Run(() =>
    {
        var dead = _deliveries.Values.Where(p => p.Outcome is AttemptOutcome.Dead or AttemptOutcome.TargetRemoved).ToList();
        foreach (var pending in dead.Take(max))
            (pending.Outcome, pending.Due, pending.Before) = (null, now, pending.Attempts);
        _audit.Add(audit);
        return new RevivedDeliveries(Math.Min(dead.Count, max), Math.Max(0, dead.Count - max), 0, 0, 0, [], [.. dead.Take(max).Select(p => p.Delivery.Target).Distinct()]);
    });

    public Task<ImmutableArray<InboxRow>> RemoveTargetAsync(string target, DateTimeOffset now) => Run(() =>
    {
        var buried = Waiting(target).Where(p => p.Delivery.Inline is null).ToList();
        buried.ForEach(p => p.Outcome = AttemptOutcome.TargetRemoved);
        return buried.Select(Tell).OfType<InboxRow>().ToImmutableArray();
    });

    public Task<ImmutableArray<DisabledTarget>> DisabledTargetsAsync() => Run(() =>
        _disabled.Select(d => new DisabledTarget(d.Key, DateTimeOffset.UnixEpoch, d.Value)).ToImmutableArray());

    public Task SetTargetDisabledAsync(string target, string? reason, DateTimeOffset now, InboxRow? told = null) => Run(() =>
    {
        if (told is not null)
            Add(told);
        if (reason is null)
        {
            _disabled.Remove(target);
            return true;
        }

        _disabled[target] = reason;
        Bury(target);
        return true;
    });

    public Task<PruneResult> PruneAsync(DateTimeOffset now, RetentionConfiguration options, CancellationToken cancellationToken) =>
        Run(() =>
        {
            Prunings++;
            Retention = options;
            return new PruneResult(1, 2, 3, 4, 5);
        });

    /// <summary>Done as it is closed.</summary>
    public Action? OnClose { get; set; }

    public ValueTask DisposeAsync()
    {
        OnClose?.Invoke();
        Closed = true;
        return ValueTask.CompletedTask;
    }

    private void Add(InboxRow row)
    {
        if (_inbox.TrueForAll(there => there.Id != row.Id))
            _inbox.Add(row);
    }

    private InboxRow? Tell(Pending pending)
    {
        if (pending.Delivery.OnGiveUp is not { } firing)
            return null;
        var row = new InboxRow("gave-up/" + pending.Delivery.WebhookId, 0, InboxKinds.GaveUp, firing);
        Add(row);
        return row;
    }

    private InboxRow? Complete(AttemptResult result)
    {
        var pending = _deliveries[result.WebhookId];
        if (!pending.Claimed || result.Attempt != pending.Attempts + 1)
            throw new InvalidOperationException($"{result.WebhookId} is not claimed for attempt {result.Attempt}");
        pending.Claimed = false;
        _results.Add(result);
        if (result.Outcome != AttemptOutcome.Released)
            pending.Attempts++;
        if (result.Outcome == AttemptOutcome.Retry)
            pending.Due = result.NextAt!.Value;
        else if (result.Outcome != AttemptOutcome.Released)
            pending.Outcome = result.Outcome;
        if (_disabled.ContainsKey(pending.Delivery.Target))
            Bury(pending.Delivery.Target);
        return result.Outcome is AttemptOutcome.Dead or AttemptOutcome.TargetRemoved ? Tell(pending) : null;
    }

    private void Bury(string target)
    {
        foreach (var pending in Waiting(target))
            pending.Outcome = AttemptOutcome.Dead;
    }

    // Of each line the first alone, where they are ordered, and none while that one is claimed.
    private IEnumerable<Pending> Eligible(string target, bool isOrdered) => (!isOrdered
        ? Waiting(target)
        : _deliveries.Values.Where(p => p.Delivery.Target == target && p.Outcome is null).GroupBy(p => p.Delivery.Line).Select(line => line.First()).Where(p => !p.Claimed)).Where(p => !IsBehind(p));

    private bool IsBehind(Pending pending) => _deliveries.Values.Any(p => p.Outcome is null && !p.Delivery.IsMuted && p.Number < pending.Number && pending.Delivery.GoesAfter(p.Delivery));

    private List<Pending> Waiting(string target) =>
        [.. _deliveries.Values.Where(p => p.Delivery.Target == target && p.Outcome is null && !p.Claimed)];

    // As the real one, which answers from a thread of its own.
    private Task<T> Run<T>(Func<T> action, [CallerMemberName] string name = "")
    {
        return Turns is { } turns ? turns.EnterAsync(Act, 0, name) : Task.Run(Act);

        T Act() => Read(() =>
        {
            ThrowIfFailing();
            return action();
        });
    }

    private T Read<T>(Func<T> read)
    {
        lock (_lock)
            return read();
    }

    private void ThrowIfFailing()
    {
        if (Failure is { } failure)
            throw failure;
    }

    private sealed class Pending(DeliveryRow delivery, DateTimeOffset due, int number)
    {
        public DeliveryRow Delivery => delivery;

        public int Number => number;

        public DateTimeOffset Due { get; set; } = due;

        public int Attempts { get; set; }

        public int Before { get; set; }

        public bool Claimed { get; set; }

        public AttemptOutcome? Outcome { get; set; }
    }
}
