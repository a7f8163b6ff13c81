namespace Reactor.Metrics;

/// <summary>What the process takes.</summary>
/// <param name="ProcessorTime">Of all its threads.</param>
/// <param name="ResidentBytes">Its pages in memory.</param>
/// <param name="HeapBytes">Of them what the runtime manages, in use or not collected yet.</param>
/// <param name="OpenFiles">Its open files and sockets; null where that can't be told.</param>
internal sealed record ProcessUse(TimeSpan ProcessorTime, long ResidentBytes, long HeapBytes, int? OpenFiles)
{
    private const string Descriptors = "/proc/self/fd";

    public static ProcessUse Now() =>
        new(Environment.CpuUsage.TotalTime, Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false), Directory.Exists(Descriptors) ? Directory.EnumerateFileSystemEntries(Descriptors).Count() : null);
}
