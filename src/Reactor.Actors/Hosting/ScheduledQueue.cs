using System.Diagnostics.CodeAnalysis;

namespace Reactor.Actors.Hosting;

/// <summary>
/// What is scheduled, by when it is due. Nobody tells it of a cancellation, as being told takes more memory than what is scheduled: whenever there are
/// twice as many as were left the last time, the cancelled ones are dropped. Whoever starts and cancels one after the other keeps few, and each costs
/// the same whatever there are. Not thread-safe.
/// </summary>
internal sealed class ScheduledQueue
{
    /// <summary>Below so many no cancelled one is looked for.</summary>
    internal const int Few = 1024;

    private readonly PriorityQueue<Scheduled, (long Due, long Number)> _queue = new();
    private long _number;
    private int _full = Few;

    public int Count => _queue.Count;

    /// <summary>When the next one is due. Ticks; the greatest for none.</summary>
    public long NextDue => _queue.TryPeek(out _, out var first) ? first.Due : long.MaxValue;

    public void Add(Scheduled scheduled, long due)
    {
        if (_queue.Count >= _full)
            DropCancelled();
        _queue.Enqueue(scheduled, (due, ++_number));
    }

    /// <summary>Takes what is due by now: what is due first, and of those due together what was added first.</summary>
    public bool TryTake(long now, [NotNullWhen(true)] out Scheduled? scheduled)
    {
        scheduled = null;
        return NextDue <= now && _queue.TryDequeue(out scheduled, out _);
    }

    private void DropCancelled()
    {
        var left = _queue.UnorderedItems.Where(item => !item.Element.IsCancelled).ToArray();
        _queue.Clear();
        _queue.EnqueueRange(left);
        _full = Math.Max(Few, 2 * left.Length);
        _queue.TrimExcess();
    }
}
