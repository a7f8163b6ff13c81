using System.Collections.Concurrent;
using System.Collections.Immutable;
using Reactor.Actors.Clocks;
using Reactor.Actors.DialIn;
using Reactor.Actors.Steps;
using Reactor.Actors.Tracing;
using Reactor.Actors.Watching;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;
using Reactor.Rules.Loading;
using Reactor.Store;

namespace Reactor.Actors.Status;

/// <summary>Where each actor puts its own status, as an immutable value, whenever it changes.</summary>
internal sealed class RuntimeStatusBoard(EngineClock clock) : IRuntimeStatusSource
{
    private volatile Loaded _rules = new(0, LoadOptions.DefaultEngine, []);
    private readonly ConcurrentDictionary<string, IVmStatusSource> _vms = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TargetStatus> _targets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, ShardStatus> _shards = new();
    private volatile StoreStatus _store = new() { Writable = true };
    private volatile string? _fault;
    private volatile ReloadStatus? _reload;
    private volatile DiscoveryStatus _discovery = new();
    private volatile StepExecutionStatus _steps = new();
    private volatile PruneResult _pruned = PruneResult.None;
    private volatile Paused _pauses = new([]);
    private readonly Lock _forgetting = new();
    private VmTotals _forgotten = VmTotals.None;
    private long _beyondBounds;

    /// <summary>The store's status as the outbox has it, which alone writes it. Others' writes may have failed: <see cref="StoreTrouble"/>.</summary>
    public StoreStatus Store
    {
        get => _store;
        set => _store = value;
    }

    /// <summary>Reads why the last write failed, whoever's it was; null where it did not.</summary>
    public Func<StoreUnavailableException?> StoreTrouble { get; set; } = () => null;

    /// <summary>Which configuration runs.</summary>
    public ReloadStatus? Reload
    {
        get => _reload;
        set => _reload = value;
    }

    /// <summary>What became of steps; written by their actor alone.</summary>
    public StepExecutionStatus Steps
    {
        get => _steps;
        set => _steps = value;
    }

    /// <summary>What operators have paused; written by who pauses alone.</summary>
    public ImmutableArray<ActionPause> Pauses
    {
        get => _pauses.All;
        set => _pauses = new Paused(value);
    }

    /// <summary>Reads who watches.</summary>
    public Func<WatchStatus> Watches { get; set; } = () => new WatchStatus();

    /// <summary>What was removed from the store since the start; written by who prunes alone.</summary>
    public PruneResult Pruned
    {
        get => _pruned;
        set => _pruned = value;
    }

    /// <summary>Reads what becomes of traces.</summary>
    public Func<TraceStatus> Traces { get; set; } = () => new TraceStatus();

    /// <summary>What becomes of calls of VMs.</summary>
    public DialInCounters DialIn { get; } = new();

    /// <summary>How VMs are found; written by the fleet alone.</summary>
    public DiscoveryStatus Discovery
    {
        get => _discovery;
        set => _discovery = value;
    }

    /// <summary>Reads what is being connected; called from any thread.</summary>
    public Func<ConnectStatus> Connects { get; set; } = () => new ConnectStatus(0, 0, 0);

    /// <summary>A connection to a VM was ended, since a message on it was beyond what one may be.</summary>
    public void EndedBeyondBounds() => Interlocked.Increment(ref _beyondBounds);

    /// <summary>How long transactions of commits take.</summary>
    public Durations CommitTimes { get; } = new();

    /// <summary>How long it takes from the reading of an event that rules match until what they decided is durable.</summary>
    public Durations ReactionTimes { get; } = new();

    /// <summary>How long it takes from a decision to the target's yes.</summary>
    public Durations DeliveryTimes { get; } = new();

    /// <summary>How long it takes from the reading of an event to the yes of a target that is told of it.</summary>
    public Durations EventDeliveryTimes { get; } = new();

    /// <summary>Engine time.</summary>
    public DateTimeOffset Now => clock.Now;

    /// <summary>The rules that are loaded, since the start or a reload.</summary>
    public void SetRules(RuleSet rules) => _rules = new(rules.Rules.Length, rules.EngineName, rules.CodeRules);

    /// <summary>Forgets a VM that is not watched any more.</summary>
    public void RemoveVm(string key)
    {
        lock (_forgetting)
        {
            if (_vms.TryRemove(key, out var vm))
                _forgotten = _forgotten.Plus(vm.Read());
        }
    }

    /// <summary>The fault that stops the daemon. The first one stays.</summary>
    public void ReportFault(string fault) => Interlocked.CompareExchange(ref _fault, fault, null);

    /// <summary>Enters a VM, which is read from any thread.</summary>
    public void SetVm(string key, IVmStatusSource vm) => _vms[key] = vm;

    /// <summary>The same of one that only has a status.</summary>
    public void SetVm(string key, Func<VmStatus> read) => SetVm(key, new StatusAlone(read));

    /// <summary>Enters a target's status.</summary>
    public void SetTarget(TargetStatus status) => _targets[status.Name] = status;

    /// <summary>Forgets a target that nothing is known of any more.</summary>
    public void RemoveTarget(string name) => _targets.TryRemove(name, out _);

    /// <summary>Enters what waits in a shard.</summary>
    public void SetShard(int shard, ShardStatus status) => _shards[shard] = status;

    /// <inheritdoc/>
    public long Commits => _store.Commits;

    /// <inheritdoc/>
    public RuntimeCounts ReadCounts()
    {
        var (events, deliveries) = (0L, 0L);
        foreach (var (_, vm) in _vms)
            events += vm.Received;
        foreach (var (_, target) in _targets)
            deliveries += target.Delivered;
        return new RuntimeCounts(events, deliveries);
    }

    /// <inheritdoc/>
    public RuntimeStatus Read()
    {
        // One that is forgotten in between is counted once: totals never go down.
        lock (_forgetting)
        {
            ImmutableArray<VmStatus> vms = [.. _vms.Values.Select(vm => vm.Read()).OrderBy(vm => vm.Name, StringComparer.Ordinal)];
            return Read(vms, vms.Aggregate(_forgotten, (totals, vm) => totals.Plus(vm)));
        }
    }

    private RuntimeStatus Read(ImmutableArray<VmStatus> vms, VmTotals totals) => new()
    {
        StartedAt = clock.Start,
        Now = clock.Now,
        Rules = _rules.Count,
        Engine = _rules.Engine,
        CodeRules = _rules.Code,
        Vms = vms,
        VmTotals = totals,
        Targets = [.. _targets.Values.OrderBy(target => target.Name, StringComparer.Ordinal)],
        Store = ReadStore() with { HeldBatches = _shards.Values.Sum(shard => shard.HeldBatches) },
        Partitions = _shards.Values.Aggregate(PartitionBounds.None, (sum, shard) => sum.Plus(shard.Bounds)),
        // Each shard counts for itself, of the same rules.
        RuleCountsForgotten = _shards.Values.Select(shard => shard.RulesForgotten).DefaultIfEmpty().Max(),
        Inbox = ReadInbox(),
        Steps = _steps,
        Pauses = _pauses.All,
        Watches = Watches(),
        Traces = Traces(),
        Pruned = _pruned,
        Discovery = _discovery,
        DialIn = DialIn.Read(),
        Connects = Connects() with { BeyondBounds = Interlocked.Read(ref _beyondBounds) },
        CommitDurations = CommitTimes.Read(),
        ReactionDurations = ReactionTimes.Read(),
        DeliveryDurations = DeliveryTimes.Read(),
        EventDeliveryDurations = EventDeliveryTimes.Read(),
        Reload = _reload,
        Fault = _fault,
    };

    /// <inheritdoc/>
    public RuntimeHealth ReadHealth() => new(_fault, ReadStore().Writable);

    private sealed class StatusAlone(Func<VmStatus> read) : IVmStatusSource
    {
        public long Received => Read().Received;

        public VmStatus Read() => read();
    }

    private sealed record Loaded(int Count, string Engine, ImmutableArray<string> Code);

    // A struct can't be volatile.
    private sealed record Paused(ImmutableArray<ActionPause> All);

    private StoreStatus ReadStore() =>
        _store is { Writable: true } store && StoreTrouble() is { } trouble ? store with { Writable = false, LastError = trouble.Message } : _store;

    private InboxStatus ReadInbox()
    {
        var shards = _shards.Values;
        return new InboxStatus
        {
            Waiting = shards.Sum(shard => shard.InboxWaiting),
            LeftInStore = shards.Sum(shard => shard.InboxLeftInStore),
            PassedOver = shards.Sum(shard => shard.InboxPassedOver),
            Duplicates = shards.Sum(shard => shard.InboxDuplicates),
        };
    }
}
