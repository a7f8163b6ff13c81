using Reactor.Qmp;

namespace Reactor.Actors.Vms;

/// <summary>One connection's end of a VM's feed. The sink's members run on the connection's read loop; the rest belongs to the VM's actor.</summary>
internal sealed class FeedConnection(VmFeed feed, long number) : IQmpEventSink
{
    // The first of each state-bearing name: few, and most connections never hear one. Added to by the read loop alone.
    private volatile Heard? _heard;

    /// <summary>Number of the connection, unique in this run of the daemon.</summary>
    public long Number => number;

    /// <summary>Who answered; null until that is known.</summary>
    public VmIdentity? Identity { get; set; }

    /// <summary>Whether a state-bearing event was heard no later than an ordinal. Asked once the answer of that ordinal is there.</summary>
    public bool HasHeard(string name, long upTo) => Find(name) is { } first && first.Ordinal <= upTo;

    /// <summary>Events up to this ordinal are covered by the answer to <c>query-status</c>.</summary>
    public long StatusKnownUpTo { get; set; }

    public bool Wants(ReadOnlySpan<byte> eventName) => feed.Wants(eventName);

    public void OnEvents(IReadOnlyList<QmpEvent> batch)
    {
        foreach (var e in batch)
        {
            if (EventCatalogue.StateBearing.Contains(e.Name) && Find(e.Name) is null)
                _heard = new Heard(e.Name, e.Ordinal, _heard);
        }

        feed.Add(this, batch);
    }

    private Heard? Find(string name)
    {
        var heard = _heard;
        while (heard is not null && heard.Name != name)
            heard = heard.Next;
        return heard;
    }

    private sealed record Heard(string Name, long Ordinal, Heard? Next);
}
