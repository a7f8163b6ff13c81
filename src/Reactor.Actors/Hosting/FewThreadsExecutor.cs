using System.Collections.Concurrent;
using Akka.Dispatch;

namespace Reactor.Actors.Hosting;

/// <summary>What <see cref="FewThreads"/> makes: a queue, and threads that take from it until it is empty.</summary>
/// <param name="most">The most threads at a time.</param>
/// <param name="time">The clock.</param>
/// <param name="start">Has a thread of the pool run it.</param>
internal sealed class FewThreadsExecutor(int most, TimeProvider time, Action<IThreadPoolWorkItem> start) : ExecutorService("few-threads"), IThreadPoolWorkItem
{
    /// <summary>How long something may wait before another thread is woken for it: waking one takes about a twentieth.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMicroseconds(200);

    /// <summary>Where nothing was taken for so long all threads hang: there may be <see cref="MostHanging"/> times as many then.</summary>
    internal static readonly TimeSpan Hanging = TimeSpan.FromMilliseconds(500);

    internal const int MostHanging = 16;

    /// <summary>How long a thread goes on before others of the pool's have their turn.</summary>
    internal static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentQueue<IRunnable> _queue = new();
    private int _threads; // That run, or were asked for.
    private long _takenAt; // When something was taken last, by any of them, or the first was asked for.

    /// <inheritdoc/>
    public override void Execute(IRunnable run)
    {
        _queue.Enqueue(run);
        // Whoever leaves looks at the queue after saying so; whoever brings looks at the threads after bringing: one of the two sees the other.
        Interlocked.MemoryBarrier();
        var (threads, now) = (Volatile.Read(ref _threads), time.GetTimestamp());
        var waited = time.GetElapsedTime(Volatile.Read(ref _takenAt), now);
        if (threads > 0 && waited <= Patience)
            return;
        if (threads == 0 || waited > Hanging)
            Volatile.Write(ref _takenAt, now);
        Ask(threads, threads > 0 && waited > Hanging ? most * MostHanging : most);
    }

    /// <inheritdoc/>
    public override void Shutdown()
    {
        // What is queued still runs, and Akka brings no more.
    }

    void IThreadPoolWorkItem.Execute()
    {
        var begun = time.GetTimestamp();
        do
        {
            while (_queue.TryDequeue(out var run))
            {
                Volatile.Write(ref _takenAt, time.GetTimestamp());
                run.Run();
                var taken = time.GetElapsedTime(begun);
                if (taken > Turn)
                {
                    start(this);
                    return;
                }

                if (taken > Patience && !_queue.IsEmpty)
                    Ask(Volatile.Read(ref _threads), most);
            }

            Interlocked.Decrement(ref _threads);
        }
        while (!_queue.IsEmpty && Interlocked.CompareExchange(ref _threads, 1, 0) == 0);
    }

    private void Ask(int threads, int limit)
    {
        if (threads < limit && Interlocked.CompareExchange(ref _threads, threads + 1, threads) == threads)
            start(this);
    }
}
