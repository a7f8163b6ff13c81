using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Reactor.Actors.Hosting;

/// <summary>
/// Akka's scheduler on one of the runtime's timers, which is set to what is due next. The one that Akka brings wakes up a hundred times a second
/// whether there is something to do or not, and the runtime goes over all its timers three times a second where there are many: most of what an idle
/// daemon would take.
/// </summary>
public sealed class TimerScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly long _start;
    private readonly Lock _lock = new();
    private readonly ScheduledQueue _queue = new();
    private readonly ITimer _timer;
    private long _wakeAt = long.MaxValue;
    private bool _firing;

    /// <summary>Made by Akka.</summary>
    /// <param name="scheduler">Settings: nothing.</param>
    /// <param name="log">The log.</param>
    public TimerScheduler(Config scheduler, ILoggingAdapter log)
        : base(scheduler, log)
    {
        _start = _time.GetTimestamp();
        _timer = _time.CreateTimer(static scheduler => ((TimerScheduler)scheduler!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public override TimeSpan MonotonicClock => _time.GetElapsedTime(_start);

    /// <inheritdoc/>
    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    /// <summary>How many wait, cancelled ones that are not dropped yet among them.</summary>
    internal int Waiting
    {
        get
        {
            lock (_lock)
                return _queue.Count;
        }
    }

    /// <inheritdoc/>
    protected override DateTimeOffset TimeNow => _time.GetUtcNow();

    /// <summary>Nothing fires any more.</summary>
    public void Dispose() => _timer.Dispose();

    /// <inheritdoc/>
    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Start(delay, new Scheduled(message, cancelable) { Receiver = receiver, Sender = sender });

    /// <inheritdoc/>
    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Start(initialDelay, new Scheduled(message, cancelable) { Receiver = receiver, Sender = sender, Interval = interval });

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) => Start(delay, new Scheduled(action, cancelable));

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) => Start(delay, new Scheduled(action, cancelable));

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Start(initialDelay, new Scheduled(action, cancelable) { Interval = interval });

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Start(initialDelay, new Scheduled(action, cancelable) { Interval = interval });

    private void Start(TimeSpan delay, Scheduled scheduled)
    {
        if (scheduled.IsCancelled)
            return;
        lock (_lock)
        {
            _queue.Add(scheduled, MonotonicClock.Ticks + Math.Max(0, delay.Ticks));
            Arrange();
        }
    }

    /// <summary>Whoever fires arranges for what is due next when it is done.</summary>
    private void Arrange()
    {
        if (_firing || _queue.NextDue >= _wakeAt)
            return;
        _wakeAt = _queue.NextDue;
        // In whole milliseconds, as timers have them: one that came too early would come for nothing.
        var wait = Math.Clamp((_wakeAt - MonotonicClock.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond, 0, int.MaxValue);
        _timer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
    }

    private void Fire()
    {
        lock (_lock)
        {
            if (_firing)
                return;
            _firing = true;
        }

        while (true)
        {
            Scheduled? scheduled;
            lock (_lock)
            {
                if (!_queue.TryTake(MonotonicClock.Ticks, out scheduled))
                {
                    (_firing, _wakeAt) = (false, long.MaxValue);
                    Arrange();
                    return;
                }
            }

            if (TryRun(scheduled) && scheduled.Interval is { } interval)
                Start(interval, scheduled);
        }
    }

    private bool TryRun(Scheduled scheduled)
    {
        if (scheduled.IsCancelled)
            return false;
        try
        {
            scheduled.Run();
            return true;
        }
#pragma warning disable CA1031 // As Akka's own does: one bad action must not end the process from a timer's thread.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Error(e, "A scheduled action failed");
            return false;
        }
    }
}
