namespace Reactor.Store.Tests;

/// <summary>Time that passes only for who waits, and when it is told to.</summary>
internal sealed class StandingTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_lock)
            return _now.Ticks;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            var timer = new Timer(this, () => callback(state), dueTime);
            _timers.Add(timer);
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return timer;
        }
    }

    /// <summary>Lets time pass; nobody who waits is told.</summary>
    public void Pass(TimeSpan time)
    {
        lock (_lock)
            _now += time;
    }

    /// <summary>Waits until something waits for exactly this long, then lets that time pass for it.</summary>
    public async Task ElapseAsync(TimeSpan due)
    {
        while (true)
        {
            Timer? timer;
            Task changed;
            lock (_lock)
            {
                timer = _timers.Find(t => t.Due == due);
                changed = _changed.Task;
                if (timer is not null)
                {
                    _timers.Remove(timer);
                    _now += due;
                }
            }

            if (timer is not null)
            {
                timer.Fire();
                return;
            }

            await changed;
        }
    }

    private sealed class Timer(StandingTime time, Action fire, TimeSpan due) : ITimer
    {
        public TimeSpan Due => due;

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
            lock (time._lock)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
