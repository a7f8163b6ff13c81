namespace Reactor.Actors.Hosting;

/// <summary>
/// Timers that nobody tells of their cancellation. Whenever there are twice as many as were left the last time, the cancelled ones are dropped:
/// whoever starts and cancels one after the other keeps few, and each costs the same whatever there are. Thread-safe.
/// </summary>
internal sealed class SoonTimers
{
    /// <summary>Below so many none is looked for.</summary>
    internal const int Few = 1024;

    private readonly Lock _lock = new();
    private readonly List<SoonTimer> _timers = [];
    private int _full = Few;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _timers.Count;
        }
    }

    /// <summary>Adds one that is made, and not started yet.</summary>
    public void Add(SoonTimer timer)
    {
        lock (_lock)
        {
            if (_timers.Count >= _full)
                DropCancelled();
            timer.Place = _timers.Count;
            _timers.Add(timer);
        }
    }

    /// <summary>Takes out one that is over; nothing where it was dropped.</summary>
    public void Remove(SoonTimer timer)
    {
        lock (_lock)
        {
            if (timer.Place < 0)
                return;
            var last = _timers[^1];
            _timers[timer.Place] = last;
            last.Place = timer.Place;
            timer.Place = -1;
            _timers.RemoveAt(_timers.Count - 1);
        }
    }

    private void DropCancelled()
    {
        var left = 0;
        for (var i = 0; i < _timers.Count; i++)
        {
            var timer = _timers[i];
            if (timer.IsCancelled)
            {
                timer.Place = -1;
                timer.Drop();
            }
            else
            {
                timer.Place = left;
                _timers[left++] = timer;
            }
        }

        _timers.RemoveRange(left, _timers.Count - left);
        _full = Math.Max(Few, 2 * left);
        _timers.Capacity = _full;
    }
}
