using System.Collections.Immutable;
using Reactor.Actors.Steps;
using Reactor.Actors.Tracing;
using Reactor.Actors.Watching;
using Reactor.Rules.Loading;
using Reactor.Store;

namespace Reactor.Actors.Status;

/// <summary>What the running daemon knows of itself at one moment. Immutable.</summary>
public sealed record RuntimeStatus
{
    /// <summary>When it started. Engine time.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Engine time of this snapshot.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Rules that are loaded.</summary>
    public required int Rules { get; init; }

    /// <summary>What runs them: <c>default</c>, or <c>nrules</c>.</summary>
    public string Engine { get; init; } = LoadOptions.DefaultEngine;

    /// <summary>Names of those in code.</summary>
    public ImmutableArray<string> CodeRules { get; init; } = [];

    /// <summary>The configured VMs, by name.</summary>
    public ImmutableArray<VmStatus> Vms { get; init; } = [];

    /// <summary>What was counted of all VMs, those that are forgotten by now included.</summary>
    public VmTotals VmTotals { get; init; } = VmTotals.None;

    /// <summary>Targets that had deliveries since the start or before it, by name.</summary>
    public ImmutableArray<TargetStatus> Targets { get; init; } = [];

    /// <summary>The store.</summary>
    public required StoreStatus Store { get; init; }

    /// <summary>Which configuration runs; null before the start is over.</summary>
    public ReloadStatus? Reload { get; init; }

    /// <summary>What partitions keep of events and of their state.</summary>
    public PartitionsStatus Partitions { get; init; } = new();

    /// <summary>What partitions have said to each other.</summary>
    public InboxStatus Inbox { get; init; } = new();

    /// <summary>What became of the commands and programs of rules.</summary>
    public StepExecutionStatus Steps { get; init; } = new();

    /// <summary>What operators have paused: these commands and programs of rules are held.</summary>
    public ImmutableArray<ActionPause> Pauses { get; init; } = [];

    /// <summary>Who watches live events.</summary>
    public WatchStatus Watches { get; init; } = new();

    /// <summary>What becomes of traces; nothing of them where none are sent.</summary>
    public TraceStatus Traces { get; init; } = new();

    /// <summary>What was removed from the store since the start, since it was old or too much.</summary>
    public PruneResult Pruned { get; init; } = PruneResult.None;

    /// <summary>How VMs are found.</summary>
    public DiscoveryStatus Discovery { get; init; } = new();

    /// <summary>What became of calls of VMs.</summary>
    public DialInStatus DialIn { get; init; } = new();

    /// <summary>Connections that are being made.</summary>
    public ConnectStatus Connects { get; init; } = new(0, 0, 0);

    /// <summary>How long transactions of commits took.</summary>
    public DurationsStatus CommitDurations { get; init; } = DurationsStatus.None;

    /// <summary>How long it took from the reading of an event that rules matched until what they decided was durable.</summary>
    public DurationsStatus ReactionDurations { get; init; } = DurationsStatus.None;

    /// <summary>How long it took from the decision of a delivery to its target's yes, retries included.</summary>
    public DurationsStatus DeliveryDurations { get; init; } = DurationsStatus.None;

    /// <summary>The fault that stops the daemon; null while there is none.</summary>
    public string? Fault { get; init; }
}

/// <summary>Connections to VMs that are being made. So many at a time; the others wait for their turn.</summary>
/// <param name="Inside">Being made.</param>
/// <param name="Waiting">Waiting for their turn.</param>
/// <param name="MostInside">Most that were being made at once since the start.</param>
public sealed record ConnectStatus(int Inside, int Waiting, int MostInside)
{
    /// <summary>Connections since the start that are read each by itself, since no descriptor or thread was left to read them together.</summary>
    public long ReadApart { get; init; }

    /// <summary>Connections since the start that were ended, since a message on them was too long, nested too deep, or had too many members.</summary>
    public long BeyondBounds { get; init; }
}

/// <summary>What partitions keep, and where a bound was met.</summary>
public sealed record PartitionsStatus
{
    /// <summary>Events that led to nothing and wait to be written with what is written next.</summary>
    public long EventsWaiting { get; init; }

    /// <summary>Such events since the start that were not kept: too many, or too large.</summary>
    public long EventsNotKept { get; init; }

    /// <summary>Snapshots since the start that were too large to be written: the log was kept instead.</summary>
    public long SnapshotsTooLarge { get; init; }
}

/// <summary>What waits to be taken in by partitions: matches of rules over several VMs, results, what operators say.</summary>
public sealed record InboxStatus
{
    /// <summary>Rows that wait in memory.</summary>
    public long Waiting { get; init; }

    /// <summary>Rows since the start that did not fit in memory and stayed in the store for a while.</summary>
    public long LeftInStore { get; init; }

    /// <summary>Rows since the start that led to nothing: damaged, or events for a rule over several VMs that was edited or removed meanwhile. The log tells of each.</summary>
    public long PassedOver { get; init; }

    /// <summary>Rows since the start that were brought twice and taken once.</summary>
    public long Duplicates { get; init; }

    /// <summary>Alerts since the start that were told alone since there are as many groups, or alerts in them, as there may be.</summary>
    public long AlertsToldAlone { get; init; }

    /// <summary>Silences, maintenances and inhibiting alerts since the start that a partition refused, since it has as many as it may have: they hold nothing there.</summary>
    public long HoldsRefused { get; init; }
}

/// <summary>How a VM is known.</summary>
public enum VmSource
{
    /// <summary>It stands in <c>vms</c>.</summary>
    Listed,

    /// <summary>Its socket was found where <c>discover</c> says.</summary>
    Discovered,

    /// <summary>It called where <c>listen</c> says.</summary>
    DialledIn,
}

/// <summary>Where a VM's connection stands.</summary>
public enum VmState
{
    /// <summary>The socket is being opened and QMP negotiated.</summary>
    Connecting,

    /// <summary>Connected; the VM's state is being asked for.</summary>
    Reconciling,

    /// <summary>Events are heard.</summary>
    Live,

    /// <summary>Not connected; tried again after a while.</summary>
    Backoff,

    /// <summary>Connected, but nobody greets: someone else holds the monitor. Tried once a minute.</summary>
    Occupied,

    /// <summary>
    /// One side of a live migration, while the VM runs on the other, or a second monitor of a process: it is asked every second whether that is still
    /// so, and nothing that is said there counts.
    /// </summary>
    Standby,

    /// <summary>The daemon is stopping.</summary>
    Stopped,
}

/// <summary>A VM as the daemon sees it.</summary>
public sealed record VmStatus
{
    /// <summary>What it goes by.</summary>
    public required string Name { get; init; }

    /// <summary>The VM's key: its UUID where it has one; null before it was first connected.</summary>
    public string? Id { get; init; }

    /// <summary>Its UUID; null before it was first connected, where it has none, and where another VM has it.</summary>
    public string? Uuid { get; init; }

    /// <summary>How it is known; null where that isn't stored.</summary>
    public VmSource? Source { get; init; }

    /// <summary>The monitor's address.</summary>
    public required string Address { get; init; }

    /// <summary>The host it runs on.</summary>
    public required string Host { get; init; }

    /// <summary>Its labels; null before it was first connected.</summary>
    public ImmutableSortedDictionary<string, string>? Labels { get; init; }

    /// <summary>What it claims and another VM goes by, for people; null for nothing. Commands that change one of them are refused meanwhile.</summary>
    public string? Conflict { get; init; }

    /// <summary>Where its connection stands.</summary>
    public required VmState State { get; init; }

    /// <summary>Since when it stands there. Engine time.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The run state as <c>query-status</c> names it; null while unknown.</summary>
    public string? Status { get; init; }

    /// <summary>Such as <c>7.2.22</c>; null before it was first connected.</summary>
    public string? QemuVersion { get; init; }

    /// <summary>Name of the last wanted event; null for none.</summary>
    public string? LastEvent { get; init; }

    /// <summary>When it was received. Wall clock.</summary>
    public DateTimeOffset? LastEventAt { get; init; }

    /// <summary>Wanted events received.</summary>
    public long Received { get; init; }

    /// <summary>Events nobody wants, dropped unread.</summary>
    public long Unwanted { get; init; }

    /// <summary>Wanted events that did not fit the VM's buffer or came too fast, and are lost.</summary>
    public long Dropped { get; init; }

    /// <summary>Those of them that came too fast: too many of one name.</summary>
    public long Flooded { get; init; }

    /// <summary>Events that were not heard and were recovered from the VM's answers.</summary>
    public long Recovered { get; init; }

    /// <summary>Gaps that were told: the VM was not heard for a while, or events were lost.</summary>
    public long Gaps { get; init; }

    /// <summary>Events that QEMU had held back and that had been recovered before they came: told once.</summary>
    public long Twins { get; init; }

    /// <summary>How often something of the VM's state had too many parts to be followed: it is not recovered then.</summary>
    public long Outgrown { get; init; }

    /// <summary>Since when the monitor does not answer, though it is connected; null while it does. Engine time.</summary>
    public DateTimeOffset? SilentSince { get; init; }

    /// <summary>Events in the buffer now.</summary>
    public int Buffered { get; init; }

    /// <summary>Connections that reached <see cref="VmState.Live"/>.</summary>
    public long Connections { get; init; }

    /// <summary>Why it is not connected, or what last went wrong; null while nothing did.</summary>
    public string? LastError { get; init; }
}

/// <summary>Whether a target is called.</summary>
public enum TargetState
{
    /// <summary>Deliveries are attempted.</summary>
    Active,

    /// <summary>The last attempt failed; deliveries are tried again.</summary>
    Failing,

    /// <summary>Too many attempts failed: deliveries wait, and one tries now and then.</summary>
    Open,

    /// <summary>It answered 410 and is not called any more.</summary>
    Disabled,

    /// <summary>Not in the configuration (any more): its deliveries become dead letters.</summary>
    Unknown,
}

/// <summary>A target as the daemon sees it. Counts are since the start.</summary>
public sealed record TargetStatus
{
    /// <summary>The target's name; for a webhook written in place <c>rule/NAME/PATH</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is called.</summary>
    public required TargetState State { get; init; }

    /// <summary>Since when. Engine time.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Such as <c>webhook</c>; <c>rule</c> for a webhook written in place.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Attempts under way.</summary>
    public int InFlight { get; init; }

    /// <summary>Outcomes of attempts that aren't durable yet. At 1,024 no further attempt begins.</summary>
    public int Unwritten { get; init; }

    /// <summary>When the next attempt is due that has to wait; null where none has to. Engine time.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>Deliveries that the target took.</summary>
    public long Delivered { get; init; }

    /// <summary>Attempts that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Deliveries given up.</summary>
    public long Dead { get; init; }

    /// <summary>When an attempt last succeeded; null for never. Engine time.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>The last failed attempt's detail; null once one succeeds.</summary>
    public string? LastError { get; init; }
}

/// <summary>The store as the daemon sees it.</summary>
public sealed record StoreStatus
{
    /// <summary>Whether the last write succeeded.</summary>
    public required bool Writable { get; init; }

    /// <summary>Why not; null while it is writable.</summary>
    public string? LastError { get; init; }

    /// <summary>Commits that wait to be written.</summary>
    public int WaitingCommits { get; init; }

    /// <summary>Their approximate size. Bytes.</summary>
    public long WaitingBytes { get; init; }

    /// <summary>Batches that wait because too much is unwritten.</summary>
    public int HeldBatches { get; init; }

    /// <summary>Commits written since the start.</summary>
    public long Commits { get; init; }

    /// <summary>Write transactions since the start.</summary>
    public long Groups { get; init; }
}
