using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Qmp;

namespace Reactor.Actors.Vms;

/// <summary>
/// The bounded buffer between a VM's read loop, which never waits, and its actor. What does not fit, or comes faster than its name's bucket fills,
/// is lost: the newest, and counted. The actor is told once that it is <see cref="Ready"/>, and not again before it has emptied the buffer.
/// </summary>
internal sealed class VmFeed(Attention attention, VmOptions options, TimeProvider time, ICanTell actor)
{
    /// <summary>Most events in it.</summary>
    internal const int MaxEvents = 4096;

    /// <summary>Most bytes in it.</summary>
    internal const long MaxBytes = 8 * 1024 * 1024;

    /// <summary>Places beyond <see cref="MaxEvents"/> that only state-bearing events may take, so that a flood doesn't hide a panic.</summary>
    internal const int Reserve = 256;

    /// <summary>The same beyond <see cref="MaxBytes"/>, so that a few large events don't either.</summary>
    internal const long ReserveBytes = 256 * 1024;

    /// <summary>A gap of ours is told at most this often, lest a flood of events become one of gaps.</summary>
    internal static readonly TimeSpan GapEvery = TimeSpan.FromSeconds(1);

    // Rough cost of an event besides its data.
    private const int OverheadBytes = 160;

    /// <summary>Places that are kept while it is empty: what a burst left behind is not, what events that come often need is.</summary>
    internal const int KeptPlaces = 64;

    private readonly Queue<(FeedConnection Connection, QmpEvent Event)> _events = new(); // It is the lock, too.
    private readonly EventBuckets _buckets = new(options);
    private readonly long _start = time.GetTimestamp();
    private long _bytes;
    private bool _signalled;
    private long _received;
    private long _unwanted;
    private long _dropped;
    private long _flooded;
    private long _droppedSinceTold;
    private bool _missed;
    private TimeSpan? _gapFrom;
    private TimeSpan? _gapTellableAt;
    private TimeSpan _awaited;

    /// <summary>Wanted events that arrived, dropped ones included.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Events that nobody wants.</summary>
    public long Unwanted => Interlocked.Read(ref _unwanted);

    /// <summary>Wanted events that did not fit, or were too many of their name.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Those of them that were too many of their name.</summary>
    public long Flooded => Interlocked.Read(ref _flooded);

    /// <summary>Events in it now.</summary>
    public int Count
    {
        get
        {
            lock (_events)
                return _events.Count;
        }
    }

    /// <summary>Events that there is room for.</summary>
    internal int Places
    {
        get
        {
            lock (_events)
                return _events.Capacity;
        }
    }

    /// <summary>Whether there is something in it, or a loss that is to be told now or later.</summary>
    public bool HasMore
    {
        get
        {
            lock (_events)
                return _events.Count > 0 || _missed || _gapFrom is not null || _buckets.NextDue is not null;
        }
    }

    /// <summary>The connection of the oldest event in it, and where that stands; null when it is empty.</summary>
    public (FeedConnection Connection, FeedPosition Position)? First
    {
        get
        {
            lock (_events)
                return _events.TryPeek(out var first) ? (first.Connection, PositionOf(first)) : null;
        }
    }

    /// <summary>Whether something was lost that was not taken yet (<see cref="TakeLoss"/>).</summary>
    public bool HasLoss
    {
        get
        {
            lock (_events)
                return _missed;
        }
    }

    public bool Wants(ReadOnlySpan<byte> name)
    {
        if (attention.Wanted.Wants(name))
            return true;
        Interlocked.Increment(ref _unwanted);
        return false;
    }

    /// <summary>Whether an event that was read is for rules, and not for a watcher alone.</summary>
    public bool IsForRules(QmpEvent e) => attention.Wanted.Wants(e.Name);

    /// <summary>Adds what fits.</summary>
    public void Add(FeedConnection connection, IReadOnlyList<QmpEvent> batch)
    {
        Interlocked.Add(ref _received, batch.Count);
        var now = time.GetElapsedTime(_start);
        bool tell;
        lock (_events)
        {
            for (var at = 0; at < (connection.IsNobodys ? 0 : batch.Count); at++)
            {
                var e = batch[at];
                var isFlood = !_buckets.TryTake(e.Name, now);
                if (isFlood || !Fits(e))
                {
                    _dropped++;
                    _flooded += isFlood ? 1 : 0;
                    _droppedSinceTold++;
                    _missed = true;
                    _gapFrom ??= now;
                    continue;
                }

                _events.Enqueue((connection, e));
                _bytes += SizeOf(e);
            }

            tell = !_signalled && (_events.Count > 0 || _missed);
            _signalled |= tell;
        }

        if (tell)
            actor.Tell(Ready.Instance, ActorRefs.NoSender);
    }

    /// <summary>A connection has ended, after all that it said.</summary>
    public void TellEnd(long connection, QmpClosed closed) => actor.Tell(new Ended(connection, closed), ActorRefs.NoSender);

    /// <summary>Takes the oldest events, all of one connection.</summary>
    /// <param name="maxEvents">At most so many.</param>
    /// <param name="maxBytes">No further one once there are so many bytes.</param>
    /// <param name="upTo">None after this; null for no such bound.</param>
    public QmpEvent[] Take(int maxEvents, long maxBytes, FeedPosition? upTo = null)
    {
        lock (_events)
        {
            var (count, bytes) = Measure(maxEvents, maxBytes, upTo);
            var taken = new QmpEvent[count];
            for (var at = 0; at < count; at++)
                taken[at] = _events.Dequeue().Event;
            _bytes -= bytes;
            _signalled = _events.Count > 0;
            if (!_signalled && _events.Capacity > KeptPlaces)
                _events.TrimExcess();
            return taken;
        }
    }

    /// <summary>Drops what was said where it isn't known who says it: it is nobody's.</summary>
    /// <param name="connection">The newest such connection.</param>
    /// <param name="upTo">Of that up to this ordinal; null for all that it says, and will say.</param>
    public void Drop(FeedConnection connection, long? upTo)
    {
        lock (_events)
        {
            connection.IsNobodys = upTo is null;
            var last = new FeedPosition(connection.Number, upTo ?? long.MaxValue);
            for (var left = _events.Count; left > 0; left--)
            {
                var entry = _events.Dequeue();
                if (entry.Connection.Identity is null && !(PositionOf(entry) > last))
                    _bytes -= SizeOf(entry.Event);
                else
                    _events.Enqueue(entry);
            }

            _signalled = _events.Count > 0;
        }
    }

    /// <summary>Nothing comes any more: what was lost is to be told at once.</summary>
    public void Close()
    {
        lock (_events)
            _gapTellableAt = null;
    }

    /// <summary>How many were dropped since this was last asked.</summary>
    public long TakeDropped()
    {
        lock (_events)
        {
            var dropped = _droppedSinceTold;
            _droppedSinceTold = 0;
            return dropped;
        }
    }

    /// <summary>What was lost and is to be told by now; null for nothing.</summary>
    public FeedLoss? TakeLoss()
    {
        var now = time.GetElapsedTime(_start);
        lock (_events)
        {
            var isNew = _missed;
            _missed = false;
            TimeSpan? since = null;
            if (_gapFrom is { } from && !(_gapTellableAt > now))
            {
                since = now - from;
                _gapFrom = null;
                _gapTellableAt = now + GapEvery;
            }

            var floods = _buckets.TakeFloods(now);
            _signalled &= _events.Count > 0;
            return isNew || since is not null || !floods.IsEmpty ? new FeedLoss(isNew, since, floods) : null;
        }
    }

    /// <summary>How long it is until something lost is to be told that can't be told yet; null for nothing, and for what is awaited already.</summary>
    /// <param name="isAwaited">Whether what this gave last is awaited still: then only what is due earlier is told.</param>
    public TimeSpan? UntilLoss(bool isAwaited = false)
    {
        var now = time.GetElapsedTime(_start);
        lock (_events)
        {
            TimeSpan? gap = _gapFrom is null ? null : _gapTellableAt ?? now;
            var due = gap < _buckets.NextDue || _buckets.NextDue is null ? gap : _buckets.NextDue;
            if (due is not { } at || (isAwaited && at >= _awaited))
                return null;
            _awaited = at;
            return at > now ? at - now : TimeSpan.Zero;
        }
    }

    /// <summary>There is something in it.</summary>
    public sealed record Ready
    {
        public static readonly Ready Instance = new();
    }

    /// <summary>A connection has ended; what it said is in it, or was.</summary>
    public sealed record Ended(long Number, QmpClosed Closed);

    private static FeedPosition PositionOf((FeedConnection Connection, QmpEvent Event) entry) => new(entry.Connection.Number, entry.Event.Ordinal);

    private (int Count, long Bytes) Measure(int maxEvents, long maxBytes, FeedPosition? upTo)
    {
        var (count, bytes) = (0, 0L);
        var connection = _events.TryPeek(out var first) ? first.Connection : null;
        foreach (var next in _events)
        {
            if (count == maxEvents || bytes >= maxBytes || !ReferenceEquals(next.Connection, connection) || (upTo is { } bound && PositionOf(next) > bound))
                break;
            count++;
            bytes += SizeOf(next.Event);
        }

        return (count, bytes);
    }

    private bool Fits(QmpEvent e)
    {
        var (places, bytes) = EventCatalogue.StateBearing.Contains(e.Name) ? (MaxEvents + Reserve, MaxBytes + ReserveBytes) : (MaxEvents, MaxBytes);
        return _events.Count < places && _bytes + SizeOf(e) <= bytes;
    }

    private static long SizeOf(QmpEvent e) => OverheadBytes + e.Data.Length + (2 * e.Name.Length);
}
