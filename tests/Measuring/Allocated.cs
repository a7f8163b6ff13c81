namespace Reactor.Measuring;

/// <summary>Bytes that this thread allocates.</summary>
internal static class Allocated
{
    /// <summary>How often <see cref="By(Action)"/> runs what it measures.</summary>
    public const int Times = 5;

    /// <summary>
    /// By something that takes the same each time: the least of several. A collection that goes on beside it counts what was left of the thread's own piece of
    /// memory, up to 8 KiB, and one may empty pools that are shared, which are filled again: that isn't what is measured, and doesn't come each time.
    /// </summary>
    public static long By(Action action) => By(_ => action());

    /// <summary>The same, told which time it is, from 0: for what uses something up.</summary>
    public static long By(Action<int> action)
    {
        long least = long.MaxValue;
        for (int time = 0; time < Times; time++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action(time);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    /// <summary>By something that can't be done again, or takes long: with what a collection adds. For bounds that are far above that.</summary>
    public static long Once(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
