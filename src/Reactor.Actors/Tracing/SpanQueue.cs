using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Reactor.Actors.Tracing;

/// <summary>
/// Spans on their way to whoever sends them. Nobody who adds one waits: what doesn't fit is dropped and counted. While no traces are asked for it is off,
/// and no span is made. Safe from any thread; one reader.
/// </summary>
public sealed class SpanQueue
{
    /// <summary>Most spans that wait.</summary>
    public const int Most = 4096;

    // The part of an id that is compared, and the number of its values: as the consistent sampling of W3C Trace Context, level 2, has it.
    private const ulong RandomBits = (1UL << 56) - 1;
    private const double RandomValues = 1UL << 56;

    private readonly Channel<Span> _waiting = Channel.CreateBounded<Span>(new BoundedChannelOptions(Most) { SingleReader = true });
    private ulong _threshold = ulong.MaxValue;
    private long _dropped;
    private long _sent;
    private long _refused;

    /// <summary>Whether traces are asked for.</summary>
    public bool IsOn => Volatile.Read(ref _threshold) <= RandomBits;

    /// <summary>Spans that wait.</summary>
    public int Waiting => _waiting.Reader.Count;

    /// <summary>Asks for a part of the traces.</summary>
    /// <param name="ratio">From 0, none, to 1, all.</param>
    public void Take(double ratio) =>
        Volatile.Write(ref _threshold, ratio <= 0 ? ulong.MaxValue : (ulong)Math.Clamp((1 - ratio) * RandomValues, 0, RandomBits));

    /// <summary>Waits for spans; false: never again.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken ct) => _waiting.Reader.WaitToReadAsync(ct);

    /// <summary>Takes the one that waits longest.</summary>
    public bool TryTake([NotNullWhen(true)] out Span? span) => _waiting.Reader.TryRead(out span);

    /// <summary>Some were taken by the receiver.</summary>
    public void CountSent(int spans) => Interlocked.Add(ref _sent, spans);

    /// <summary>Some were refused by the receiver, for good.</summary>
    public void CountRefused(long spans) => Interlocked.Add(ref _refused, spans);

    /// <summary>Some were given up, since nobody took them.</summary>
    public void CountDropped(int spans) => Interlocked.Add(ref _dropped, spans);

    /// <summary>What became of them.</summary>
    public TraceStatus Read() => new()
    {
        Waiting = Waiting,
        Sent = Interlocked.Read(ref _sent),
        Dropped = Interlocked.Read(ref _dropped),
        Refused = Interlocked.Read(ref _refused),
    };

    /// <summary>Whether a trace is among those that are asked for: the same each time, before and after a restart.</summary>
    internal bool Wants(UInt128 trace) => ((ulong)trace & RandomBits) >= Volatile.Read(ref _threshold);

    /// <summary>Whether one more fits.</summary>
    internal bool HasRoom => _waiting.Reader.Count < Most;

    /// <summary>Adds one, or drops it where too many wait.</summary>
    public void Add(Span span)
    {
        if (!_waiting.Writer.TryWrite(span))
            CountDropped(1);
    }
}

/// <summary>What became of spans since the start.</summary>
public sealed record TraceStatus
{
    /// <summary>They wait to be sent.</summary>
    public int Waiting { get; init; }

    /// <summary>They were taken by the receiver.</summary>
    public long Sent { get; init; }

    /// <summary>They were dropped: too many waited, since the receiver is down or slow.</summary>
    public long Dropped { get; init; }

    /// <summary>The receiver refused them.</summary>
    public long Refused { get; init; }
}
