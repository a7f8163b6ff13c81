using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Reactor.Actors.Clocks;

/// <summary>
/// A few timers of one actor, known by small numbers, on one wake-up that is scheduled at a time: thousands of actors have them, and Akka's own take
/// a kilobyte each. The actor gives each <see cref="WakeUp"/> that it is told to <see cref="Wake"/>. One that is started again is due anew. Not
/// thread-safe; no timer outlives its actor. Those of some seconds and more ring up to a quarter of a second later, at moments that all actors have in
/// common: one thread that is woken for many costs each of them a fraction of one that is woken for each.
/// </summary>
/// <param name="target">The actor.</param>
/// <param name="scheduler">Akka's scheduler.</param>
/// <param name="time">The clock.</param>
internal sealed class Alarms(ICanTell target, ITellScheduler scheduler, TimeProvider time)
{
    /// <summary>How many there are.</summary>
    public const int Most = 8;

    /// <summary>From here on an alarm rings at a moment that others have too.</summary>
    internal static readonly TimeSpan Far = TimeSpan.FromSeconds(5);

    /// <summary>From one such moment to the next.</summary>
    internal static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private const long Never = long.MaxValue;

    private Dues _dues = AllNever();
    private long _wakeAt = Never;

    /// <summary>Something may be due.</summary>
    /// <param name="Due">For when it was scheduled. Ticks.</param>
    public sealed record WakeUp(long Due);

    // Since the clock's own beginning, which is the same for all.
    private long Now => time.GetElapsedTime(0).Ticks;

    /// <summary>Whether it is started and not over.</summary>
    public bool IsOn(int alarm) => _dues[alarm] != Never;

    public void Start(int alarm, TimeSpan delay)
    {
        var due = Now + delay.Ticks;
        _dues[alarm] = delay < Far ? due : (due + Step.Ticks - 1) / Step.Ticks * Step.Ticks;
        Arrange();
    }

    public void Cancel(int alarm) => _dues[alarm] = Never;

    public void CancelAll() => _dues = AllNever();

    /// <summary>Rings those that are due by now, in their order.</summary>
    /// <param name="wakeUp">What the actor was told.</param>
    /// <param name="actor">What <paramref name="ring"/> is given: so it need not be made anew for each of thousands.</param>
    /// <param name="ring">Rings one.</param>
    public void Wake<T>(WakeUp wakeUp, T actor, Action<T, int> ring)
    {
        // One that was scheduled before an earlier one was wanted.
        if (wakeUp.Due != _wakeAt)
            return;
        _wakeAt = Never;
        var now = Now;
        for (var left = Most; left > 0; left--)
        {
            var first = First();
            if (_dues[first] > now)
                break;
            _dues[first] = Never;
            ring(actor, first);
        }

        Arrange();
    }

    private void Arrange()
    {
        var due = _dues[First()];
        if (due >= _wakeAt)
            return;
        _wakeAt = due;
        scheduler.ScheduleTellOnce(TimeSpan.FromTicks(Math.Max(0, due - Now)), target, new WakeUp(due), ActorRefs.NoSender);
    }

    private int First()
    {
        var first = 0;
        for (var alarm = 1; alarm < Most; alarm++)
        {
            if (_dues[alarm] < _dues[first])
                first = alarm;
        }

        return first;
    }

    private static Dues AllNever()
    {
        var dues = default(Dues);
        for (var alarm = 0; alarm < Most; alarm++)
            dues[alarm] = Never;
        return dues;
    }

    [InlineArray(Most)]
    private struct Dues
    {
        private long _first;
    }
}
