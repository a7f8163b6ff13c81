using System.Globalization;

namespace Reactor.Running.Service;

/// <summary>
/// Tells the service manager that the daemon lives, for as long as the runtime answers: each time it is asked first. One that doesn't answer
/// any more is ended by the manager and started anew, and goes on from its store.
/// </summary>
internal sealed class Watchdog : IAsyncDisposable
{
    // What fails at once is not asked again at once.
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(500);

    private readonly TimeSpan _half;
    private readonly TimeProvider _time;
    private readonly Func<Task<string?>> _ask;
    private readonly ServiceManager _manager;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _loop;
    private volatile bool _stops;

    private Watchdog(TimeSpan interval, TimeProvider time, Func<Task<string?>> ask, ServiceManager manager)
    {
        (_half, _time, _ask, _manager) = (interval / 2, time, ask, manager);
        _loop = RunAsync();
    }

    /// <summary>How long the manager waits for a sign; null where it waits for none, or for one of another process.</summary>
    /// <param name="microseconds"><c>WATCHDOG_USEC</c>.</param>
    /// <param name="process"><c>WATCHDOG_PID</c>.</param>
    /// <param name="own">This process.</param>
    public static TimeSpan? Interval(string? microseconds, string? process, int own) =>
        (string.IsNullOrEmpty(process) || process == own.ToString(CultureInfo.InvariantCulture))
        && uint.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var interval) && interval > 0
            ? TimeSpan.FromMicroseconds(interval)
            : null;

    /// <summary>Begins.</summary>
    /// <param name="interval">How long the manager waits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ask">Asks the runtime how it is: a line about it; null: it does not answer.</param>
    /// <param name="manager">Who is told.</param>
    public static Watchdog Start(TimeSpan interval, TimeProvider time, Func<Task<string?>> ask, ServiceManager manager) => new(interval, time, ask, manager);

    /// <summary>The daemon is stopping, in a time of its own, and its runtime answers no more.</summary>
    public void Stopping() => _stops = true;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _loop;
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(_half, _time, _ending.Token);
                while (!await FeedAsync())
                {
                    await Task.Delay(_half < s_again ? _half : s_again, _time, _ending.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // It ends.
        }
    }

    private async Task<bool> FeedAsync()
    {
        if (_stops)
        {
            _manager.Alive();
            return true;
        }
        if (await _ask().WaitAsync(_ending.Token) is not { } status)
        {
            return _stops;
        }
        _manager.Alive(status);
        return true;
    }
}
