using Reactor.Actors.Status;

namespace Reactor.Actors.Vms;

/// <summary>A VM's status: written by its actor, read by anyone together with the feed's counters.</summary>
internal sealed class VmStatusCell(VmFeed feed, VmStatus status) : IVmStatusSource
{
    private volatile VmStatus _status = status;
    private (string? Name, DateTimeOffset? At) _lastEvent; // Locked, not an object of its own: it changes with each batch.

    /// <summary>The status without the counters, and without the last event.</summary>
    public VmStatus Status
    {
        get => _status;
        set => _status = value;
    }

    /// <summary>The last event that was heard.</summary>
    public (string? Name, DateTimeOffset? At) LastEvent
    {
        get
        {
            lock (feed)
                return _lastEvent;
        }

        set
        {
            lock (feed)
                _lastEvent = value;
        }
    }

    public long Received => feed.Received;

    /// <summary>The status with the last event, and the counters as they are now.</summary>
    public VmStatus Read()
    {
        var last = LastEvent;
        return _status with
        {
            LastEvent = last.Name, LastEventAt = last.At,
            Received = feed.Received, Unwanted = feed.Unwanted, Dropped = feed.Dropped, Flooded = feed.Flooded, Buffered = feed.Count,
        };
    }
}
