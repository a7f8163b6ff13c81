namespace Reactor.Actors.Clocks;

/// <summary>Delays that double from <paramref name="min"/> up to <paramref name="max"/>, each shortened by up to half at random. Not thread-safe.</summary>
internal sealed class Backoff(TimeSpan min, TimeSpan max, Random random)
{
    private int _doublings;

    /// <summary>The next delay.</summary>
    public TimeSpan Next()
    {
        var delay = min * Math.Pow(2, _doublings);
        if (delay >= max)
            delay = max;
        else
            _doublings++;
        return delay * (1 - (random.NextDouble() / 2));
    }

    /// <summary>Starts over: the thing works again.</summary>
    public void Reset() => _doublings = 0;
}
