using Reactor.Actors.Status;

namespace Reactor.Actors.Vms;

/// <summary>A VM's status: written by its actor, read by anyone together with the feed's counters.</summary>
internal sealed class VmStatusCell(VmFeed feed, VmStatus status) : IVmStatusSource
{
    private volatile VmStatus _status = status;
    private volatile HeardEvent? _lastEvent;

    /// <summary>An event that was heard.</summary>
    public sealed record HeardEvent(string Name, DateTimeOffset At);

    /// <summary>The status without the counters, and without the last event.</summary>
    public VmStatus Status
    {
        get => _status;
        set => _status = value;
    }

    /// <summary>The last one; null for none.</summary>
    public HeardEvent? LastEvent
    {
        set => _lastEvent = value;
    }

    public long Received => feed.Received;

    /// <summary>The status with the last event, and the counters as they are now.</summary>
    public VmStatus Read()
    {
        var last = _lastEvent;
        return _status with
        {
            LastEvent = last?.Name, LastEventAt = last?.At,
            Received = feed.Received, Unwanted = feed.Unwanted, Dropped = feed.Dropped, Flooded = feed.Flooded, Buffered = feed.Count,
        };
    }
}
