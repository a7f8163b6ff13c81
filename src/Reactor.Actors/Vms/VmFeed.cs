using Reactor.Qmp;

namespace Reactor.Actors.Vms;

/// <summary>
/// The bounded buffer between a VM's read loop, which never waits, and its actor. What does not fit is lost: the newest, and counted. The
/// actor is signalled once, and not again before it has emptied the buffer.
/// </summary>
internal sealed class VmFeed(Attention attention, Action signal)
{
    /// <summary>Most events in it.</summary>
    internal const int MaxEvents = 4096;

    /// <summary>Most bytes in it.</summary>
    internal const long MaxBytes = 8 * 1024 * 1024;

    /// <summary>Places beyond <see cref="MaxEvents"/> that only state-bearing events may take, so that a flood doesn't hide a panic.</summary>
    internal const int Reserve = 256;

    /// <summary>The same beyond <see cref="MaxBytes"/>, so that a few large events don't either.</summary>
    internal const long ReserveBytes = 256 * 1024;

    // Rough cost of an event besides its data.
    private const int OverheadBytes = 160;

    private readonly Lock _lock = new();
    private readonly Queue<(FeedConnection Connection, QmpEvent Event)> _events = new();
    private long _bytes;
    private bool _signalled;
    private long _received;
    private long _unwanted;
    private long _dropped;
    private long _droppedSinceTold;
    private bool _missed;

    /// <summary>Wanted events that arrived, dropped ones included.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Events that nobody wants.</summary>
    public long Unwanted => Interlocked.Read(ref _unwanted);

    /// <summary>Wanted events that did not fit.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Events in it now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _events.Count;
        }
    }

    /// <summary>The connection of the oldest event in it, and where that stands; null when it is empty.</summary>
    public (FeedConnection Connection, FeedPosition Position)? First
    {
        get
        {
            lock (_lock)
                return _events.TryPeek(out var first) ? (first.Connection, PositionOf(first)) : null;
        }
    }

    public bool Wants(ReadOnlySpan<byte> name)
    {
        if (attention.Wanted.Wants(name))
            return true;
        Interlocked.Increment(ref _unwanted);
        return false;
    }

    /// <summary>Adds what fits.</summary>
    public void Add(FeedConnection connection, IReadOnlyList<QmpEvent> batch)
    {
        Interlocked.Add(ref _received, batch.Count);
        bool tell;
        lock (_lock)
        {
            foreach (var e in batch)
            {
                if (!Fits(e))
                {
                    _dropped++;
                    _droppedSinceTold++;
                    _missed = true;
                    continue;
                }

                _events.Enqueue((connection, e));
                _bytes += SizeOf(e);
            }

            tell = !_signalled && _events.Count > 0;
            _signalled |= tell;
        }

        if (tell)
            signal();
    }

    /// <summary>Takes the oldest events, all of one connection.</summary>
    /// <param name="maxEvents">At most so many.</param>
    /// <param name="maxBytes">No further one once there are so many bytes.</param>
    /// <param name="upTo">None after this; null for no such bound.</param>
    public List<QmpEvent> Take(int maxEvents, long maxBytes, FeedPosition? upTo = null)
    {
        var taken = new List<QmpEvent>();
        lock (_lock)
        {
            var connection = _events.TryPeek(out var first) ? first.Connection : null;
            long bytes = 0;
            while (taken.Count < maxEvents && bytes < maxBytes && _events.TryPeek(out var next) && ReferenceEquals(next.Connection, connection)
                && !(upTo is { } bound && PositionOf(next) > bound))
            {
                _events.Dequeue();
                taken.Add(next.Event);
                bytes += SizeOf(next.Event);
            }

            _bytes -= bytes;
            _signalled = _events.Count > 0;
        }

        return taken;
    }

    /// <summary>Drops what a connection said: it is nobody's.</summary>
    public void Drop(FeedConnection connection)
    {
        lock (_lock)
        {
            for (var left = _events.Count; left > 0; left--)
            {
                var entry = _events.Dequeue();
                if (ReferenceEquals(entry.Connection, connection))
                    _bytes -= SizeOf(entry.Event);
                else
                    _events.Enqueue(entry);
            }

            _signalled = _events.Count > 0;
        }
    }

    /// <summary>How many were dropped since this was last asked.</summary>
    public long TakeDropped()
    {
        lock (_lock)
        {
            var dropped = _droppedSinceTold;
            _droppedSinceTold = 0;
            return dropped;
        }
    }

    /// <summary>Whether something was dropped since this was last asked: a gap that the partition is to know of.</summary>
    public bool TakeMissed()
    {
        lock (_lock)
        {
            var missed = _missed;
            _missed = false;
            return missed;
        }
    }

    private static FeedPosition PositionOf((FeedConnection Connection, QmpEvent Event) entry) => new(entry.Connection.Number, entry.Event.Ordinal);

    private bool Fits(QmpEvent e)
    {
        var (places, bytes) = EventCatalogue.StateBearing.Contains(e.Name) ? (MaxEvents + Reserve, MaxBytes + ReserveBytes) : (MaxEvents, MaxBytes);
        return _events.Count < places && _bytes + SizeOf(e) <= bytes;
    }

    private static long SizeOf(QmpEvent e) => OverheadBytes + e.Data.Length + (2 * e.Name.Length);
}
