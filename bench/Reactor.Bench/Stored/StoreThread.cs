using System.Globalization;

namespace Reactor.Bench.Stored;

/// <summary>What the kernel says of this process's store. Linux alone.</summary>
internal static class StoreThread
{
    private const string Name = "store writer";

    /// <summary>Processor time of the thread that writes.</summary>
    public static TimeSpan Processor()
    {
        var task = Directory.EnumerateDirectories("/proc/self/task").First(task => File.ReadAllText(Path.Combine(task, "comm")).Trim() == Name);
        var nanoseconds = long.Parse(File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture);
        return TimeSpan.FromMicroseconds(nanoseconds / 1000.0);
    }

    /// <summary>Bytes that were written to files so far, logs and what is carried over from them included.</summary>
    public static double Written() =>
        long.Parse(File.ReadLines("/proc/self/io").First(line => line.StartsWith("wchar:", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);
}
