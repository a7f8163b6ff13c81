namespace Reactor.Demo.Lab;

/// <summary>The last requests received, bounded, and those who wait for one.</summary>
internal sealed class RequestLog(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<ReceivedRequest> _kept = new();
    private readonly List<Waiter> _waiters = [];
    private long _received;
    private long _dropped;

    /// <summary>How many requests came in all.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>How many are no longer kept.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Those kept, oldest first.</summary>
    public IReadOnlyList<ReceivedRequest> Kept
    {
        get
        {
            lock (_gate)
                return [.. _kept];
        }
    }

    /// <summary>Adds the request made of its number.</summary>
    public void Add(Func<long, ReceivedRequest> make)
    {
        lock (_gate)
        {
            var request = make(++_received);
            _kept.Enqueue(request);
            if (_kept.Count > capacity)
            {
                _kept.Dequeue();
                _dropped++;
            }

            _waiters.RemoveAll(waiter => waiter.Take(request));
        }
    }

    /// <summary>The first <paramref name="count"/> requests that are wanted, kept ones first, then those to come.</summary>
    public async Task<IReadOnlyList<ReceivedRequest>> WaitAsync(
        int count, Func<ReceivedRequest, bool> wanted, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var waiter = new Waiter(count, wanted);
        lock (_gate)
        {
            if (!_kept.Any(waiter.Take))
                _waiters.Add(waiter);
        }

        try
        {
            return await waiter.Found.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
                _waiters.Remove(waiter);
        }
    }

    private sealed class Waiter(int count, Func<ReceivedRequest, bool> wanted)
    {
        private readonly List<ReceivedRequest> _taken = [];
        private readonly TaskCompletionSource<IReadOnlyList<ReceivedRequest>> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<IReadOnlyList<ReceivedRequest>> Found => _found.Task;

        // True once it has all that it waits for.
        public bool Take(ReceivedRequest request)
        {
            if (!wanted(request))
                return false;
            _taken.Add(request);
            return _taken.Count == count && _found.TrySetResult(_taken);
        }
    }
}
