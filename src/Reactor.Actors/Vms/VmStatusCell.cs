using Reactor.Actors.Status;

namespace Reactor.Actors.Vms;

/// <summary>A VM's status: written by its actor, read by anyone together with the feed's counters.</summary>
internal sealed class VmStatusCell(VmFeed feed, VmStatus status)
{
    private volatile VmStatus _status = status;

    /// <summary>The status without the counters.</summary>
    public VmStatus Status
    {
        get => _status;
        set => _status = value;
    }

    /// <summary>The status with the counters as they are now.</summary>
    public VmStatus Read() =>
        _status with { Received = feed.Received, Unwanted = feed.Unwanted, Dropped = feed.Dropped, Flooded = feed.Flooded, Buffered = feed.Count };
}
