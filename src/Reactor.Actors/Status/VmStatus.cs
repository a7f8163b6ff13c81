using System.Collections.Immutable;

namespace Reactor.Actors.Status;

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

    /// <summary>Name of the last wanted event since the start; null for none.</summary>
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
