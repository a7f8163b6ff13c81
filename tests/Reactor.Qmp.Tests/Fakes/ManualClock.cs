namespace Reactor.Qmp.Tests;

/// <summary>A clock that stands still until told otherwise.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
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

            await changed.Guarded();
        }
    }

    private sealed class Timer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                Due = dueTime;
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                clock._timers.Add(this);
                clock._changed.SetResult();
                clock._changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._lock)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
