using Reactor.Actors.Clocks;

namespace Reactor.Actors.Partitions;

/// <summary>
/// How far time has passed for the partitions of fleet rules: all that VMs' partitions made of events before it has come where it goes. An absence
/// is not over before: what closes it may be on its way, and waits there for the disk. Shared by all shards.
/// </summary>
internal sealed class FleetHorizon(EngineClock clock)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<DateTimeOffset, int> _open = [];

    /// <summary>Engine time up to which nothing is on its way any more.</summary>
    public DateTimeOffset Now
    {
        get
        {
            lock (_lock)
            {
                // The clock within the lock: nobody sets out earlier than what this gives.
                var now = clock.Now;
                foreach (var (at, _) in _open)
                    return at < now ? at : now;
                return now;
            }
        }
    }

    /// <summary>Something sets out now, or may.</summary>
    public Passage SetOut()
    {
        lock (_lock)
        {
            var now = clock.Now;
            Change(now, 1);
            return new Passage(this, now);
        }
    }

    internal void Change(DateTimeOffset at, int by)
    {
        lock (_lock)
        {
            var left = _open.GetValueOrDefault(at) + by;
            if (left == 0)
                _open.Remove(at);
            else
                _open[at] = left;
        }
    }
}

/// <summary>Something on its way to partitions of fleet rules.</summary>
internal sealed class Passage(FleetHorizon horizon, DateTimeOffset at)
{
    /// <summary>When it set out. Engine time.</summary>
    public DateTimeOffset At => at;

    /// <summary>It goes one way more: it is to arrive once more.</summary>
    public void Divide() => horizon.Change(at, 1);

    /// <summary>It arrived, or never was.</summary>
    public void Arrive() => horizon.Change(at, -1);
}
