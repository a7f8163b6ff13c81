using Reactor.Bench.Scale;

namespace Reactor.Bench.Daemons;

/// <summary>A process and all that it started.</summary>
internal static class ProcessTree
{
    /// <summary>Processor time of those that there are.</summary>
    public static TimeSpan Processor(int pid) => Children(pid).Aggregate(new ProcessUsage(pid).Processor(), (sum, child) => sum + Processor(child));

    /// <summary>How many there are.</summary>
    public static int Count(int pid) => 1 + Children(pid).Sum(Count);

    private static IEnumerable<int> Children(int pid) =>
        File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(child => int.Parse(child, null));
}
