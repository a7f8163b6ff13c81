using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Reactor.Bench;

/// <summary>
/// What this thread has had of the processor: what other programs take meanwhile is not in it (though they share its caches). Where the system has no
/// such clock, the time that passed.
/// </summary>
internal static partial class ThreadTime
{
    // Linux: clock_gettime(2).
    private const int ThreadProcessorTime = 3;

    public static TimeSpan Now() => TimeSpan.FromTicks(Nanoseconds() / TimeSpan.NanosecondsPerTick);

    public static long Nanoseconds()
    {
        if (OperatingSystem.IsLinux() && ReadClock(ThreadProcessorTime, out var time) == 0)
            return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
        return (long)Stopwatch.GetElapsedTime(0).TotalNanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ReadClock(int clock, out ClockTime time);

    private readonly record struct ClockTime(nint Seconds, nint Nanoseconds);
}
