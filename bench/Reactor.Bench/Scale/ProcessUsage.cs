using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Reactor.Bench.Scale;

/// <summary>What a process has of the machine, asked of the kernel: what others take meanwhile isn't in it.</summary>
internal sealed partial class ProcessUsage(int pid)
{
    /// <summary>Processor time since its start, of all threads that there are and were.</summary>
    public TimeSpan Processor()
    {
        // clock_getcpuclockid(3): a process's clock, by its id.
        if (ReadClock((~pid << 3) | 2, out var time) != 0)
            throw new InvalidOperationException($"process {pid} is gone");
        return TimeSpan.FromMicroseconds((time.Seconds * 1_000_000L) + (time.Nanoseconds / 1000));
    }

    /// <summary>Such as <c>VmRSS</c>, in MiB.</summary>
    public double MiB(string field) =>
        long.Parse(File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith(field + ":", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;

    /// <summary>Percent of a core that it takes while something goes on.</summary>
    public async Task<double> PercentAsync(Func<Task> meanwhile)
    {
        var (before, started) = (Processor(), Stopwatch.GetTimestamp());
        await meanwhile();
        return 100 * (Processor() - before) / Stopwatch.GetElapsedTime(started);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ReadClock(int clock, out ClockTime time);

    private readonly record struct ClockTime(nint Seconds, nint Nanoseconds);
}
