namespace Reactor.Api;

/// <summary>
/// Runs reads of the store off the thread pool, a few at a time: they block on the disk, and actors and timers live on the pool.
/// Who waits is bounded by the connections of the control socket and of the HTTP door. What an operator does needs short reads before and after: those have
/// places of their own, so that no acknowledgement waits for somebody's long query.
/// </summary>
internal sealed class ReadLane : IDisposable
{
    /// <summary>Reads at once, of queries and of acts each.</summary>
    public const int Width = 2;

    private readonly SemaphoreSlim _free = new(Width);
    private readonly SemaphoreSlim _freeForActs = new(Width);

    /// <summary>Runs one of a query. Cancellation ends the waiting, not a read that has begun.</summary>
    public Task<T> RunAsync<T>(Func<T> read, CancellationToken cancellation) => RunAsync(_free, read, cancellation);

    /// <summary>Runs one that an act of an operator needs.</summary>
    public Task<T> RunForActAsync<T>(Func<T> read, CancellationToken cancellation) => RunAsync(_freeForActs, read, cancellation);

    public void Dispose()
    {
        _free.Dispose();
        _freeForActs.Dispose();
    }

    private static async Task<T> RunAsync<T>(SemaphoreSlim free, Func<T> read, CancellationToken cancellation)
    {
        await free.WaitAsync(cancellation);
        try
        {
            return await Task.Factory.StartNew(read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            free.Release();
        }
    }
}
