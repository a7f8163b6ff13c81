using System.Collections.Concurrent;
using System.Collections.Immutable;
using Reactor.Qmp;

namespace Reactor.Actors.Vms;

/// <summary>One connection's end of a VM's feed. The sink's members run on the connection's read loop; the rest belongs to the VM's actor.</summary>
internal sealed class FeedConnection(VmFeed feed, long number) : IQmpEventSink
{
    // The first of each state-bearing name.
    private readonly ConcurrentDictionary<string, long> _heard = new(StringComparer.Ordinal);

    /// <summary>Number of the connection, unique in this run of the daemon.</summary>
    public long Number => number;

    /// <summary>Who answered; null until that is known.</summary>
    public VmIdentity? Identity { get; set; }

    /// <summary>What its VM claims and another VM has.</summary>
    public ImmutableArray<VmConflict> Conflicts { get; set; } = [];

    /// <summary>Whether a state-bearing event was heard no later than an ordinal. Asked once the answer of that ordinal is there.</summary>
    public bool HasHeard(string name, long upTo) => _heard.TryGetValue(name, out var first) && first <= upTo;

    /// <summary>Events up to this ordinal are covered by the answer to <c>query-status</c>.</summary>
    public long StatusKnownUpTo { get; set; }

    public bool Wants(ReadOnlySpan<byte> eventName) => feed.Wants(eventName);

    public void OnEvents(IReadOnlyList<QmpEvent> batch)
    {
        foreach (var e in batch)
        {
            if (EventCatalogue.StateBearing.Contains(e.Name))
                _heard.TryAdd(e.Name, e.Ordinal);
        }

        feed.Add(this, batch);
    }
}
