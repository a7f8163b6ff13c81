namespace Reactor.Api;

/// <summary>What of the process's memory the runtime manages, in bytes. Apart from the status, which is as long as there are VMs.</summary>
/// <param name="Heap">In use, what is no longer needed and not collected yet included.</param>
/// <param name="Committed">Held from the system for it.</param>
/// <param name="Allocated">Allocated since the start, to about 8 KiB a thread.</param>
internal sealed record MemoryUse(long Heap, long Committed, long Allocated)
{
    public static MemoryUse Now() => new(GC.GetTotalMemory(forceFullCollection: false), GC.GetGCMemoryInfo().TotalCommittedBytes, GC.GetTotalAllocatedBytes());
}
