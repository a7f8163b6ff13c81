using Microsoft.Extensions.Hosting;

namespace Reactor.Running;

/// <summary>
/// Gives memory back once it is calm after a burst: a start, thousands of connections that were lost at once. The collector of itself keeps what it
/// took for as long as there is nothing to do, as it looks at it when it collects; with ten thousand VMs that is as much as all that they need.
/// </summary>
internal sealed class MemoryKeeper(TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var calm = new CalmAfterBusy();
        using var timer = new PeriodicTimer(CalmAfterBusy.Period, time);
        try
        {
            for (var before = 0L; await timer.WaitForNextTickAsync(stoppingToken);)
            {
                var allocated = GC.GetTotalAllocatedBytes();
                if (calm.IsOver(allocated - before, GC.GetGCMemoryInfo().TotalCommittedBytes))
                {
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                    NativeHeap.Trim();
                    calm.Note(GC.GetGCMemoryInfo().TotalCommittedBytes);
                }

                before = allocated;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The daemon stops.
        }
    }
}
