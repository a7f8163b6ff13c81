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
        var threads = Volatile.Read(ref _threads);
        if (threads > 0 && time.GetElapsedTime(Volatile.Read(ref _takenAt)) <= Patience)
            return;
        if (threads == 0)
            Volatile.Write(ref _takenAt, time.GetTimestamp());
        Ask(threads);
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
                    Ask(Volatile.Read(ref _threads));
            }

            Interlocked.Decrement(ref _threads);
        }
        while (!_queue.IsEmpty && Interlocked.CompareExchange(ref _threads, 1, 0) == 0);
    }

    private void Ask(int threads)
    {
        if (threads < most && Interlocked.CompareExchange(ref _threads, threads + 1, threads) == threads)
            start(this);
    }
}
