using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Reactor.Qmp;

/// <summary>
/// Looks names up, each on a thread of its own: the system's look-up keeps its thread, for half a minute where no name server answers. Of the pool's threads, on
/// which all else runs, a few such names would take every one.
/// </summary>
/// <param name="lookUp">Looks one up, and keeps its thread meanwhile.</param>
/// <param name="begin">Runs it on a thread of its own; null: on a new one.</param>
[SuppressMessage("Reliability", "CA1001:Types that own disposable fields should be disposable", Justification = "A semaphore whose handle nobody asks for holds nothing.")]
public sealed class NameLookups(Func<string, IPAddress[]> lookUp, Action<ThreadStart>? begin = null)
{
    /// <summary>Most names that are looked up at once; who asks for another waits.</summary>
    internal const int MostAtOnce = 64;

    private const int StackBytes = 512 * 1024;

    private readonly Action<ThreadStart> _begin = begin ?? Begin;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _places = new(MostAtOnce, MostAtOnce);
    private readonly Dictionary<string, Task<IPAddress[]>> _underWay = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The system's.</summary>
    public static NameLookups OfSystem { get; } = new(Dns.GetHostAddresses);

    /// <summary>The addresses of a name. Of one name there is one look-up at a time: who asks meanwhile hears the same.</summary>
    /// <param name="host">It.</param>
    /// <param name="ct">Ends the waiting; the look-up goes on.</param>
    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken ct)
    {
        if (Find(host) is not { } lookup)
        {
            await _places.WaitAsync(ct).ConfigureAwait(false);
            lookup = LookUp(host);
        }

        return await lookup.WaitAsync(ct).ConfigureAwait(false);
    }

    private Task<IPAddress[]>? Find(string host)
    {
        lock (_lock)
            return _underWay.GetValueOrDefault(host);
    }

    // In the place that was waited for.
    private Task<IPAddress[]> LookUp(string host)
    {
        var source = new TaskCompletionSource<IPAddress[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            // Others may have waited for a place with the same name.
            if (_underWay.TryGetValue(host, out var begun))
            {
                _places.Release();
                return begun;
            }

            _underWay.Add(host, source.Task);
        }

        try
        {
            _begin(() => LookUp(host, source));
        }
        catch (OutOfMemoryException)
        {
            // The system, or a limit of the service, has no thread more: said to who waits, and asked anew by the next.
            End(host);
            source.SetException(new SocketException((int)SocketError.NoBufferSpaceAvailable));
        }

        return source.Task;
    }

    private static void Begin(ThreadStart lookingUp) => new Thread(lookingUp, StackBytes) { IsBackground = true, Name = "name look-up" }.Start();

    private void LookUp(string host, TaskCompletionSource<IPAddress[]> source)
    {
        IPAddress[]? addresses = null;
        Exception? error = null;
        try
        {
            addresses = lookUp(host);
        }
        catch (Exception e)
        {
            // Carried to whoever waits, whose await throws it.
            error = e;
        }

        End(host);
        if (addresses is not null)
            source.SetResult(addresses);
        else
            source.SetException(error!);
    }

    private void End(string host)
    {
        lock (_lock)
            _underWay.Remove(host);
        _places.Release();
    }
}
