using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Reactor.Qmp;

/// <summary>
/// Tells, on a thread of its own, of many sockets that there is something to read: epoll(7). The runtime hands each socket over to its thread pool
/// instead, asks the kernel three times where once is enough, and keeps a kilobyte for each socket: of thousands of monitors that mostly say nothing
/// that is most of what they cost. Linux alone has it.
/// </summary>
internal sealed class SocketPoller
{
    internal const string ThreadName = "monitor reader";

    // One thread reads what several cores react to.
    private const int CoresOfOne = 4;
    private const int MostPollers = 4;

    /// <summary>Reports taken at a time: few enough that a new one isn't late for those before it.</summary>
    private const int MostReports = 256;

    /// <summary>Sockets read before others learn what was there.</summary>
    private const int Round = 16;

    private const uint Readable = 0x1;          // EPOLLIN; that it is closed or broken is reported in any case.
    private const int Add = 1;                  // EPOLL_CTL_ADD
    private const int Remove = 2;               // EPOLL_CTL_DEL
    private const int CloseOnExec = 0x80000;    // EPOLL_CLOEXEC
    private const int Interrupted = 4;          // EINTR

    private static readonly Lazy<SocketPoller[]> s_pollers = new(static () => StartAll(Start));
    private static int s_turn;

    private readonly Lock _lock = new();
    private readonly Stack<int> _free = new();
    private readonly int _epoll;
    private readonly Action<string> _end;
    private IReadable?[] _readers = new IReadable?[64];
    private int _used;

    /// <param name="epoll">The descriptor of its epoll.</param>
    /// <param name="end">Ends the process, and says why.</param>
    internal SocketPoller(int epoll, Action<string> end)
    {
        (_epoll, _end) = (epoll, end);
        new Thread(Run) { IsBackground = true, Name = ThreadName }.Start();
    }

    /// <summary>Sockets that are told of.</summary>
    internal int Watched
    {
        get
        {
            lock (_lock)
                return _used - _free.Count;
        }
    }

    private static string LastError => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    // struct epoll_event is packed on x86-64 alone.
    private static int ReportBytes => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    /// <summary>Tells a reader from now on, until it leaves its place.</summary>
    /// <returns>False where that isn't possible: the socket is to be read in another way.</returns>
    public static bool TryWatch(Socket socket, IReadable reader) => TryWatch(OperatingSystem.IsLinux() ? s_pollers.Value : [], socket, reader);

    /// <summary>The same of some of them.</summary>
    internal static bool TryWatch(SocketPoller[] pollers, Socket socket, IReadable reader) =>
        pollers.Length > 0 && pollers[(uint)Interlocked.Increment(ref s_turn) % pollers.Length].Watch(socket, reader);

    /// <summary>One, with its thread.</summary>
    /// <exception cref="IOException">No descriptor is left.</exception>
    internal static SocketPoller Start() =>
        Create(CloseOnExec) is >= 0 and var epoll ? new(epoll, Environment.FailFast) : throw new IOException($"epoll_create1(2) failed: {LastError}");

    /// <summary>As many as suit the machine, or as there can be.</summary>
    internal static SocketPoller[] StartAll(Func<SocketPoller> start)
    {
        var pollers = new List<SocketPoller>();
        try
        {
            while (pollers.Count < Math.Clamp(Environment.ProcessorCount / CoresOfOne, 1, MostPollers))
                pollers.Add(start());
        }
        catch (Exception e) when (e is IOException or OutOfMemoryException or ThreadStartException)
        {
            // No descriptor, or no thread, is left: those that there are do.
        }

        return [.. pollers];
    }

    private bool Watch(Socket socket, IReadable reader)
    {
        lock (_lock)
        {
            if (!_free.TryPop(out var place))
                place = _used++;
            if (place == _readers.Length)
            {
                var more = new IReadable?[2 * place];
                _readers.CopyTo(more, 0);
                Volatile.Write(ref _readers, more);
            }

            _readers[place] = reader;
            if (TryControl(Add, socket, place))
                return true;
            Free(place);
            return false;
        }
    }

    private void Free(int place)
    {
        _readers[place] = null;
        _free.Push(place);
    }

    private bool TryControl(int operation, Socket socket, int place)
    {
        Span<byte> report = stackalloc byte[ReportBytes];
        report.Clear();
        MemoryMarshal.Write(report, Readable);
        MemoryMarshal.Write(report[(ReportBytes - sizeof(long))..], (long)place);
        return Control(_epoll, operation, (int)socket.Handle, ref MemoryMarshal.GetReference(report)) == 0;
    }

    private void Run()
    {
        // The kernel writes to it while it waits.
        var reports = GC.AllocateArray<byte>(MostReports * ReportBytes, pinned: true);
        while (true)
        {
            var count = Wait(_epoll, reports, MostReports, -1);
            if (count < 0 && Marshal.GetLastPInvokeError() != Interrupted)
            {
                _end(Fault());
                return;
            }

            for (var at = 0; at < count; at++)
            {
                if (at % Round == 0)
                    ReadRound.Begin();
                var place = (int)MemoryMarshal.Read<long>(reports.AsSpan(((at + 1) * ReportBytes) - sizeof(long)));
                Volatile.Read(ref _readers)[place]?.Read(new Place(this, place));
            }

            ReadRound.End();
        }
    }

    // The only ones: the descriptor is closed (EBADF), or something else by now (EINVAL). Reading on with another would hide that the store's may be as well.
    private static string Fault() =>
        $"Monitors can't be read any more: epoll_wait(2) failed: {LastError}. Something in this process closed a descriptor that wasn't its own, so Reactor ends at once, "
        + "before it writes to a file that it doesn't mean. Start it again, as systemd does: what it had accepted goes on, and each VM is asked what happened meanwhile. Please report it.";

    [DllImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Create(int flags);

    [DllImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int epoll, int operation, int descriptor, ref byte report);

    [DllImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Wait(int epoll, [Out] byte[] reports, int most, int milliseconds);

    /// <summary>A reader's place.</summary>
    internal readonly struct Place(SocketPoller poller, int number)
    {
        /// <summary>The reader is told no more. Called when it is told, before the socket is closed: so nothing for it is under way.</summary>
        public void Leave(Socket socket)
        {
            lock (poller._lock)
            {
                _ = poller.TryControl(Remove, socket, number);
                poller.Free(number);
            }
        }
    }
}

/// <summary>Reads what comes by a socket.</summary>
internal interface IReadable
{
    /// <summary>There is something to read, or the end; what is left is told of again. Must not block, nor throw.</summary>
    void Read(SocketPoller.Place place);
}
