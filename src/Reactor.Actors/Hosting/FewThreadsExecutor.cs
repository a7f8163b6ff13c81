using System.Collections.Concurrent;
using Akka.Dispatch;
using Reactor.Qmp;

namespace Reactor.Actors.Hosting;

/// <summary>What <see cref="FewThreads"/> makes: a queue, and threads that take from it until it is empty.</summary>
internal sealed class FewThreadsExecutor : ExecutorService, IThreadPoolWorkItem
{
    /// <summary>How long something may wait before another thread is woken for it: waking one takes about a twentieth.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMicroseconds(200);

    /// <summary>When something is waiting still after so long, though nothing was brought since, another thread is woken for it.</summary>
    internal static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);

    /// <summary>
    /// After a look that found nothing the next one is no earlier: with thousands of events a second there is a reason for each look that there may be, and
    /// whoever brings something looks as well.
    /// </summary>
    internal static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    /// <summary>Where nothing was taken for so long all threads hang: there may be one more then, up to <see cref="MostHanging"/> times as many.</summary>
    internal static readonly TimeSpan Hanging = TimeSpan.FromMilliseconds(500);

    internal const int MostHanging = 16;

    /// <summary>How long a thread goes on before others of the pool's have their turn.</summary>
    internal static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(5);

    private const long Never = long.MinValue;

    private readonly ConcurrentQueue<IRunnable> _queue = new();
    private readonly int _most;
    private readonly TimeProvider _time;
    private readonly Action<IThreadPoolWorkItem> _start;
    private readonly Action _wake;
    private readonly ITimer _look;
    private int _looks; // Whether it is set.
    private long _lookedAt = Never; // When it found nothing, where that was the last look.
    private int _limit;
    private int _threads; // That run, or were asked for.
    private long _takenAt; // When something was taken last, by any of them, or the first was asked for.

    /// <param name="most">The most threads at a time.</param>
    /// <param name="time">The clock.</param>
    /// <param name="start">Has a thread of the pool run it.</param>
    public FewThreadsExecutor(int most, TimeProvider time, Action<IThreadPoolWorkItem> start)
        : base("few-threads")
    {
        (_most, _limit, _time, _start, _wake) = (most, most, time, start, Wake);
        _look = time.CreateTimer(static self => ((FewThreadsExecutor)self!).LookAgain(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public override void Execute(IRunnable run)
    {
        _queue.Enqueue(run);
        // Whoever leaves looks at the queue after saying so; whoever brings looks at the threads after bringing: one of the two sees the other.
        Interlocked.MemoryBarrier();
        // Whoever reads many monitors wakes a thread for all that they said.
        if (!ReadRound.TryPutOff(_wake))
            Wake();
    }

    /// <inheritdoc/>
    public override void Shutdown()
    {
        // What is queued still runs, and Akka brings no more.
    }

    void IThreadPoolWorkItem.Execute()
    {
        var begun = _time.GetTimestamp();
        do
        {
            while (_queue.TryDequeue(out var run))
            {
                Volatile.Write(ref _takenAt, _time.GetTimestamp());
                run.Run();
                var taken = _time.GetElapsedTime(begun);
                if (taken > Turn)
                {
                    _start(this);
                    return;
                }

                if (taken > Patience && !_queue.IsEmpty)
                    Ask(Volatile.Read(ref _threads));
            }

            // One that hung, or none did.
            if (Interlocked.Decrement(ref _threads) < _most)
                Volatile.Write(ref _limit, _most);
        }
        while (!_queue.IsEmpty && Interlocked.CompareExchange(ref _threads, 1, 0) == 0);
    }

    private void LookAgain()
    {
        Volatile.Write(ref _lookedAt, _queue.IsEmpty ? _time.GetTimestamp() : Never);
        Volatile.Write(ref _looks, 0);
        Interlocked.MemoryBarrier();
        if (!_queue.IsEmpty)
            Wake();
    }

    /// <summary>Something waits: asks for a thread where none is likely to take it soon, and looks again where one is.</summary>
    private void Wake()
    {
        var (threads, now) = (Volatile.Read(ref _threads), _time.GetTimestamp());
        var waited = _time.GetElapsedTime(Volatile.Read(ref _takenAt), now);
        if (threads > 0 && waited > Hanging)
            Volatile.Write(ref _limit, Math.Min(threads + 1, _most * MostHanging));
        if (threads == 0 || waited > Hanging)
            Volatile.Write(ref _takenAt, now);
        if (threads == 0 || waited > Patience)
            Ask(threads);
        // A thread may be in the midst of something long, and nobody may bring anything more.
        if (threads > 0 && Interlocked.Exchange(ref _looks, 1) == 0)
            _look.Change(UntilLook(now), Timeout.InfiniteTimeSpan);
    }

    private TimeSpan UntilLook(long now)
    {
        var lookedAt = Volatile.Read(ref _lookedAt);
        var wait = lookedAt == Never ? Look : LookEvery - _time.GetElapsedTime(lookedAt, now);
        return wait > Look ? wait : Look;
    }

    private void Ask(int threads)
    {
        if (threads < Volatile.Read(ref _limit) && Interlocked.CompareExchange(ref _threads, threads + 1, threads) == threads)
            _start(this);
    }
}
