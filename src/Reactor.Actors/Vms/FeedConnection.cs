using Reactor.Qmp;

namespace Reactor.Actors.Vms;

/// <summary>One connection's end of a VM's feed. The sink's members run on the connection's read loop; the rest belongs to the VM's actor.</summary>
internal sealed class FeedConnection(VmFeed feed, long number) : IQmpEventSink
{
    /// <summary>Number of the connection, unique in this run of the daemon.</summary>
    public long Number => number;

    /// <summary>Who answered; null until that is known.</summary>
    public VmIdentity? Identity { get; set; }

    /// <summary>Events up to this ordinal are covered by the answer to <c>query-status</c>.</summary>
    public long StatusKnownUpTo { get; set; }

    public bool Wants(ReadOnlySpan<byte> eventName) => feed.Wants(eventName);

    public void OnEvents(IReadOnlyList<QmpEvent> batch) => feed.Add(this, batch);
}
