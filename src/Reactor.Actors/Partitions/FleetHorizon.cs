using Reactor.Actors.Clocks;

namespace Reactor.Actors.Partitions;

/// <summary>
/// How far time has passed for the partitions of fleet rules: all that VMs' partitions made of events before it has come where it goes. An absence
/// is not over before: what closes it may be on its way, and waits there for the disk. Shared by all shards.
/// </summary>
internal sealed class FleetHorizon(EngineClock clock)
{
    private readonly Lock _lock = new();

    // All that have not arrived, linked in the order in which they set out: each batch is one, and mostly arrives at once.
    private Passage? _first;
    private Passage? _last;

    // One that has arrived, to set out again: mostly none is under way, and there would be a new one for each event.
    private Passage? _spare;

    /// <summary>Engine time up to which nothing is on its way any more.</summary>
    public DateTimeOffset Now
    {
        get
        {
            lock (_lock)
            {
                // The clock within the lock: nobody sets out earlier than what this gives.
                var now = clock.Now;
                return _first is { } first && first.At < now ? first.At : now;
            }
        }
    }

    /// <summary>Something sets out now, or may.</summary>
    public Passage SetOut()
    {
        lock (_lock)
        {
            var passage = _spare ?? new Passage(this);
            _spare = null;
            passage.SetOut(clock.Now, after: _last);
            if (_last is null)
                _first = passage;
            else
                _last.After = passage;
            return _last = passage;
        }
    }

    internal void Change(Passage passage, int by)
    {
        lock (_lock)
        {
            passage.Ways += by;
            if (passage.Ways > 0)
                return;
            if (passage.Before is { } before)
                before.After = passage.After;
            else
                _first = passage.After;
            if (passage.After is { } after)
                after.Before = passage.Before;
            else
                _last = passage.Before;
            _spare = passage;
        }
    }
}

/// <summary>Something on its way to partitions of fleet rules. Once it has arrived it is another's.</summary>
internal sealed class Passage(FleetHorizon horizon)
{
    /// <summary>When it set out. Engine time.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>How often it is to arrive yet. Of the horizon.</summary>
    internal int Ways { get; set; }

    /// <summary>What set out just before it and has not arrived. Of the horizon.</summary>
    internal Passage? Before { get; set; }

    /// <summary>What set out just after it and has not arrived. Of the horizon.</summary>
    internal Passage? After { get; set; }

    internal void SetOut(DateTimeOffset at, Passage? after) => (At, Ways, Before, After) = (at, 1, after, null);

    /// <summary>It goes one way more: it is to arrive once more.</summary>
    public void Divide() => horizon.Change(this, 1);

    /// <summary>It arrived, or never was.</summary>
    public void Arrive() => horizon.Change(this, -1);
}
