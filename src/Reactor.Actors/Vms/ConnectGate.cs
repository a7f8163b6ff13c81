using Reactor.Actors.Status;

namespace Reactor.Actors.Vms;

/// <summary>
/// Lets so many connections be made at once, the others in the order in which they came: when thousands of monitors come back together, what is
/// begun is finished before more is begun. Whoever takes long, because nobody answers, makes room after a while: peers that hang delay others by
/// little. Thread-safe.
/// </summary>
/// <param name="most">How many at once.</param>
internal sealed class ConnectGate(int most = ConnectGate.Most)
{
    /// <summary>How many at once.</summary>
    internal const int Most = 128;

    /// <summary>How long one has its place at most.</summary>
    internal static readonly TimeSpan LongestStay = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly Queue<Waiter> _waiting = new();
    private int _inside;
    private int _mostInside;

    /// <summary>What is being connected now.</summary>
    public ConnectStatus Status()
    {
        lock (_lock)
            return new(_inside, _waiting.Count(waiter => !waiter.Task.IsCompleted), _mostInside);
    }

    /// <summary>Connects when it is its turn.</summary>
    /// <param name="connect">Makes the connection.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<T> RunAsync<T>(Func<Task<T>> connect, TimeProvider time, CancellationToken ct)
    {
        var entering = EnterAsync(ct);
        // Never on the thread of whoever asks: paths are looked at, and may lead where nothing answers.
        if (entering.IsCompleted)
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await entering.ConfigureAwait(false);
        var place = new Place(this);
        var timer = time.CreateTimer(static place => ((Place)place!).Leave(), place, LongestStay, Timeout.InfiniteTimeSpan);
        await using (timer.ConfigureAwait(false))
        {
            try
            {
                return await connect().ConfigureAwait(false);
            }
            finally
            {
                place.Leave();
            }
        }
    }

    private async Task EnterAsync(CancellationToken ct)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (_inside < most)
            {
                Take();
                return;
            }

            _waiting.Enqueue(waiter = new Waiter());
        }

        using var given = ct.UnsafeRegister(static waiter => ((Waiter)waiter!).TrySetResult(false), waiter);
        if (!await waiter.Task.ConfigureAwait(false))
            throw new OperationCanceledException(ct);
    }

    private void Leave()
    {
        lock (_lock)
        {
            _inside--;
            while (_inside < most && _waiting.TryDequeue(out var next))
            {
                if (next.TrySetResult(true))
                    Take();
            }
        }
    }

    private void Take() => _mostInside = Math.Max(_mostInside, ++_inside);

    /// <summary>True for its turn, false for given up.</summary>
    private sealed class Waiter() : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Place(ConnectGate gate)
    {
        private int _left;

        public void Leave()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                gate.Leave();
        }
    }
}
