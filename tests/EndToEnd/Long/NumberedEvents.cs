using System.Globalization;
using System.Net.Sockets;
using EndToEnd.Peers;

namespace EndToEnd.Long;

/// <summary>A monitor that tells a few events on every connection, each with a number of its own, unless it is to be quiet.</summary>
internal sealed class NumberedEvents(int perConnection, int longestPauseMilliseconds, int seed)
{
    /// <summary>The event; its number is in <c>actual</c>.</summary>
    public const string Name = "BALLOON_CHANGE";

    /// <summary>Numbers of one connection lie within one such range.</summary>
    public const int Range = 1000;

    private readonly Random _random = new(seed);
    private readonly SemaphoreSlim _negotiated = new(0);
    private int _connections;
    private long _told;
    private volatile bool _quiet;

    public long Told => Interlocked.Read(ref _told);

    /// <summary>Whether nothing more is told for now.</summary>
    public void BeQuiet(bool isQuiet = true) => _quiet = isQuiet;

    /// <summary>Forgets the connections that <see cref="NegotiatedAsync"/> was not asked for.</summary>
    public void Forget()
    {
        while (_negotiated.Wait(0))
        {
        }
    }

    /// <summary>Waits until someone is told events.</summary>
    public Task NegotiatedAsync(CancellationToken hangGuard) => _negotiated.WaitAsync(hangGuard);

    public async Task TellAsync(NetworkStream stream, CancellationToken ending)
    {
        var connection = Interlocked.Increment(ref _connections);
        _negotiated.Release();
        for (var i = 0; i < perConnection && !_quiet; i++)
        {
            var number = ((long)connection * Range) + i;
            await stream.WriteAsync(ScriptedPeer.Line(string.Create(
                CultureInfo.InvariantCulture,
                $$$"""{"timestamp": {"seconds": 1772445600, "microseconds": 0}, "event": "{{{Name}}}", "data": {"actual": {{{number}}}}}""")), ending);
            Interlocked.Increment(ref _told);
            // So that the process dies between events too, not only before and after all of them.
            await Task.Delay(Pause(), ending);
        }
    }

    // Two connections can overlap for a moment.
    private int Pause()
    {
        lock (_random)
            return _random.Next(longestPauseMilliseconds + 1);
    }
}
