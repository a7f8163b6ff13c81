namespace Reactor.Api;

/// <summary>Something that many may ask for often, and that is read once a second at most.</summary>
/// <param name="read">Reads it. Whoever asked may be gone: others wait for the same.</param>
/// <param name="time">The clock.</param>
internal sealed class ReadOnceASecond<T>(Func<Task<T>> read, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1);
    private T _value = default!;
    private long? _readAt;

    /// <summary>As it is now, or was less than a second ago.</summary>
    public async Task<T> GetAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_readAt is not { } at || time.GetElapsedTime(at) >= s_fresh)
            {
                _value = await read();
                _readAt = time.GetTimestamp();
            }
            return _value;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
