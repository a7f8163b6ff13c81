namespace Reactor.Api;

/// <summary>
/// Runs reads of the store off the thread pool, a few at a time: they block on the disk, and actors and timers live on the pool.
/// Who waits is bounded by the connections of the control socket and of the HTTP door.
/// </summary>
internal sealed class ReadLane : IDisposable
{
    /// <summary>Reads at once.</summary>
    public const int Width = 2;

    private readonly SemaphoreSlim _free = new(Width);

    /// <summary>Runs one. Cancellation ends the waiting, not a read that has begun.</summary>
    public async Task<T> RunAsync<T>(Func<T> read, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        try
        {
            return await Task.Factory.StartNew(read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();
}
