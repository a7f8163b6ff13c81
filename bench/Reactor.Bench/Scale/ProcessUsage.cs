using System.Diagnostics;
using System.Globalization;

namespace Reactor.Bench.Scale;

/// <summary>What a process has of the machine, asked of the kernel: what others take meanwhile isn't in it.</summary>
internal sealed class ProcessUsage(int pid)
{
    /// <summary>Processor time since its start, of all threads that live. Nanoseconds, where the kernel keeps them.</summary>
    public TimeSpan Processor()
    {
        long nanoseconds = 0;
        foreach (var task in Directory.EnumerateDirectories($"/proc/{pid}/task"))
        {
            try
            {
                nanoseconds += long.Parse(File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture);
            }
            catch (Exception e) when (e is IOException)
            {
                // The thread ended in between.
            }
        }

        return TimeSpan.FromMicroseconds(nanoseconds / 1000);
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
}
