namespace Reactor.Actors.Watching;

/// <summary>
/// Somebody who watches. What comes is put into a bounded buffer by read loops and VMs' actors, which never wait; what does not fit is counted
/// and told. One reader.
/// </summary>
public sealed class Watcher : IDisposable
{
    /// <summary>Most items in the buffer.</summary>
    internal const int MostItems = 4096;

    /// <summary>Most bytes in it, roughly.</summary>
    internal const long MostBytes = 4 * 1024 * 1024;

    private const int OverheadBytes = 160;

    private readonly Lock _lock = new();
    private readonly Watchers _watchers;
    private readonly WatchFilter _filter;
    private List<WatchedItem> _items = [];
    private TaskCompletionSource _arrived = NewSignal();
    private long _bytes;
    private long _missed;

    internal Watcher(Watchers watchers, WatchFilter filter, WatchDoor door) => (_watchers, _filter, Door) = (watchers, filter, door);

    /// <summary>Where they came in.</summary>
    internal WatchDoor Door { get; }

    /// <summary>Waits until something came, and takes all of it.</summary>
    /// <param name="ct">Ends the waiting.</param>
    public async Task<WatchedBatch> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            Task arrived;
            lock (_lock)
            {
                if (_items.Count > 0 || _missed > 0)
                {
                    var batch = new WatchedBatch(_items, _missed);
                    (_items, _bytes, _missed) = ([], 0, 0);
                    _arrived = NewSignal();
                    return batch;
                }

                arrived = _arrived.Task;
            }

            await arrived.WaitAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>Watches no more.</summary>
    public void Dispose() => _watchers.Remove(this);

    internal bool Wants(string vm, string? id, string eventName) => _filter.WantsEvent(eventName) && _filter.Names(vm, id);

    internal bool WantsVm(string vm, string? id) => _filter.Names(vm, id);

    /// <summary>Puts something in; false where it did not fit.</summary>
    internal bool Put(WatchedItem item)
    {
        var size = OverheadBytes + (item is WatchedEvent e ? e.Event.Data.Length : 0);
        TaskCompletionSource arrived;
        bool fits;
        lock (_lock)
        {
            // After the first that does not fit nothing is taken in until it has looked: what it is shown has no holes but the one that is told.
            fits = _missed == 0 && _items.Count < MostItems && _bytes + size <= MostBytes;
            if (fits)
            {
                _items.Add(item);
                _bytes += size;
            }
            else
            {
                _missed++;
            }

            arrived = _arrived;
        }

        arrived.TrySetResult();
        return fits;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
