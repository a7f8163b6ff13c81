namespace Reactor.Api;

/// <summary>Something that many may ask for often, and that is read once a second at most.</summary>
/// <param name="read">Reads it. Whoever asked may be gone: others wait for the same.</param>
/// <param name="time">The clock.</param>
internal sealed class ReadOnceASecond<T>(Func<Task<T>> read, TimeProvider time)
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<T>? _reading;
    private long _readAt;

    /// <summary>As it is now, or was less than a second ago.</summary>
    public Task<T> GetAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_reading is null || (_reading.IsCompleted && (!_reading.IsCompletedSuccessfully || time.GetElapsedTime(_readAt) >= s_fresh)))
            {
                _reading = ReadAsync();
            }
            return _reading.WaitAsync(cancellation);
        }
    }

    private async Task<T> ReadAsync()
    {
        await Task.Yield();
        var value = await read();
        lock (_gate)
        {
            _readAt = time.GetTimestamp();
        }
        return value;
    }
}
