using Reactor.Qmp;

namespace Reactor.Actors.Vms;

/// <summary>One connection's end of a VM's feed. The sink's members run on the connection's read loop; the rest belongs to the VM's actor.</summary>
/// <param name="feed">The feed.</param>
/// <param name="number">Number of the connection, unique in this run of the daemon.</param>
/// <param name="isOfThisHost">Whether QEMU runs on this host, so that its clock is ours.</param>
/// <param name="watched">Where operators watch live events; null for nowhere.</param>
internal sealed class FeedConnection(VmFeed feed, long number, bool isOfThisHost = false, WatchedFeed? watched = null) : IQmpEventSink
{
    private bool _hasAdmitted; // Whether a watcher alone wanted one. Of the read loop.

    /// <summary>Number of the connection, unique in this run of the daemon.</summary>
    public long Number => number;

    /// <summary>Who answered; null until that is known.</summary>
    public VmIdentity? Identity { get; set; }

    /// <summary>What of its events is told by answers.</summary>
    public Coverage Coverage { get; } = new(isOfThisHost);

    /// <summary>Whether what it says is nobody's. Of the feed.</summary>
    public bool IsNobodys { get; set; }

    public bool Wants(ReadOnlySpan<byte> eventName)
    {
        if (feed.Wants(eventName))
            return true;
        if (watched is null || !watched.Wants(eventName))
            return false;
        return _hasAdmitted = true;
    }

    public void OnEvents(IReadOnlyList<QmpEvent> batch)
    {
        watched?.Show(batch);
        // Nobody's watching may take a place from what rules look at.
        feed.Add(this, _hasAdmitted ? [.. batch.Where(feed.IsForRules)] : batch);
    }

    public void OnClosed(QmpClosed closed) => feed.TellEnd(number, closed);
}
