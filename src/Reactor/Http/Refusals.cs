namespace Reactor.Http;

/// <summary>
/// What a door refuses: each is counted, and the log tells of it in the same breath, but no more than once a minute: whoever knocks and knocks fills no log.
/// </summary>
/// <param name="door">What refuses, for people.</param>
/// <param name="time">The clock.</param>
internal sealed partial class Refusals(string door, TimeProvider time)
{
    /// <summary>How far lines are apart.</summary>
    internal static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _count;
    private long _told;
    private long? _toldAt;

    /// <summary>How many there were.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>One more.</summary>
    /// <param name="logger">Where it is told.</param>
    /// <param name="what">What was refused, and why; none of the peer's own words.</param>
    public void Add(ILogger logger, string what)
    {
        long untold;
        lock (_lock)
        {
            var count = Interlocked.Increment(ref _count);
            if (_toldAt is { } at && time.GetElapsedTime(at) < Apart)
            {
                return;
            }
            (untold, _told, _toldAt) = (count - _told - 1, count, time.GetTimestamp());
        }
        if (untold == 0)
        {
            Refused(logger, door, what);
        }
        else
        {
            RefusedMore(logger, door, what, untold);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Door} refused {What}")]
    private static partial void Refused(ILogger logger, string door, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Door} refused {What}, and {Untold} others since this was told last")]
    private static partial void RefusedMore(ILogger logger, string door, string what, long untold);
}
