using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Reactor.Actors.Hosting;

/// <summary>
/// Akka's scheduler on the runtime's timers. The one that Akka brings wakes up a hundred times a second whether there is something to do or not:
/// most of what an idle daemon would take.
/// </summary>
public sealed class TimerScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly long _start;
    private readonly SoonTimers _soon = new();

    /// <summary>Made by Akka.</summary>
    /// <param name="scheduler">Settings: nothing.</param>
    /// <param name="log">The log.</param>
    public TimerScheduler(Config scheduler, ILoggingAdapter log)
        : base(scheduler, log) => _start = _time.GetTimestamp();

    /// <inheritdoc/>
    public override TimeSpan MonotonicClock => _time.GetElapsedTime(_start);

    /// <inheritdoc/>
    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    /// <summary>Timers that are over soon, cancelled ones that are not dropped yet among them.</summary>
    internal int Soon => _soon.Count;

    /// <inheritdoc/>
    protected override DateTimeOffset TimeNow => _time.GetUtcNow();

    /// <inheritdoc/>
    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Start(delay, Timeout.InfiniteTimeSpan, new Scheduled(Log, cancelable) { Receiver = receiver, What = message, Sender = sender });

    /// <inheritdoc/>
    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Start(initialDelay, interval, new Scheduled(Log, cancelable) { Receiver = receiver, What = message, Sender = sender });

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Start(delay, Timeout.InfiniteTimeSpan, new Scheduled(Log, cancelable) { What = action });

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Start(delay, Timeout.InfiniteTimeSpan, new Scheduled(Log, cancelable) { What = action });

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Start(initialDelay, interval, new Scheduled(Log, cancelable) { What = action });

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Start(initialDelay, interval, new Scheduled(Log, cancelable) { What = action });

    private void Start(TimeSpan delay, TimeSpan interval, Scheduled scheduled)
    {
        if (!scheduled.IsCancelled)
            scheduled.Start(_time, _soon, delay < TimeSpan.Zero ? TimeSpan.Zero : delay, interval);
    }

    /// <summary>One thing to do: a message to tell, or an action. The runtime's timer holds it.</summary>
    private sealed class Scheduled(ILoggingAdapter log, ICancelable? cancelable) : SoonTimer
    {
        private ITimer? _timer;
        private SoonTimers? _soon;

        /// <summary>Whom to tell it; null for an action.</summary>
        public ICanTell? Receiver { get; init; }

        public required object What { get; init; }

        public IActorRef? Sender { get; init; }

        public override bool IsCancelled => cancelable is { IsCancellationRequested: true };

        public override void Drop() => _timer!.Dispose();

        public void Start(TimeProvider time, SoonTimers soon, TimeSpan delay, TimeSpan interval)
        {
            _timer = time.CreateTimer(static scheduled => ((Scheduled)scheduled!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            // To be told of a cancellation takes more memory than the timer, for every VM: what is over soon is looked through now and then instead.
            if (cancelable is not null && delay <= s_soon && interval == Timeout.InfiniteTimeSpan)
                (_soon = soon).Add(this);
            else
                cancelable?.Token.UnsafeRegister(static scheduled => ((Scheduled)scheduled!)._timer!.Dispose(), this);
            _timer.Change(delay, interval);
        }

        private void Fire()
        {
            _soon?.Remove(this);
            if (IsCancelled)
                return;
            try
            {
                switch (What)
                {
                    case var message when Receiver is not null: Receiver.Tell(message, Sender); break;
                    case Action action: action(); break;
                    case IRunnable runnable: runnable.Run(); break;
                }
            }
#pragma warning disable CA1031 // As Akka's own does: one bad action must not end the process from a timer's thread.
            catch (Exception e)
#pragma warning restore CA1031
            {
                log.Error(e, "A scheduled action failed");
                _timer!.Dispose();
            }
        }
    }
}
