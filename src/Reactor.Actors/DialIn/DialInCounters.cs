using Reactor.Actors.Status;

namespace Reactor.Actors.DialIn;

/// <summary>Counts what becomes of calls. Thread-safe.</summary>
internal sealed class DialInCounters
{
    private long _accepted, _refused, _unidentified, _duplicates, _skipped, _crowded, _overclaimed, _tooSoon, _reopened;

    public void Accepted() => Interlocked.Increment(ref _accepted);

    public void Refused() => Interlocked.Increment(ref _refused);

    public void Unidentified() => Interlocked.Increment(ref _unidentified);

    public void Duplicate() => Interlocked.Increment(ref _duplicates);

    public void Skipped() => Interlocked.Increment(ref _skipped);

    public void Crowded() => Interlocked.Increment(ref _crowded);

    public void Overclaimed() => Interlocked.Increment(ref _overclaimed);

    public void TooSoon() => Interlocked.Increment(ref _tooSoon);

    public void Reopened() => Interlocked.Increment(ref _reopened);

    public DialInStatus Read() => new()
    {
        Accepted = Interlocked.Read(ref _accepted), Refused = Interlocked.Read(ref _refused), Unidentified = Interlocked.Read(ref _unidentified),
        Duplicates = Interlocked.Read(ref _duplicates), Skipped = Interlocked.Read(ref _skipped),
        Crowded = Interlocked.Read(ref _crowded), Overclaimed = Interlocked.Read(ref _overclaimed), TooSoon = Interlocked.Read(ref _tooSoon),
        Reopened = Interlocked.Read(ref _reopened),
    };
}
