using System.Diagnostics;

namespace Reactor.Bench.Scale;

/// <summary>Takes so much of the processors and does nothing with it: in a process of its own, until its input is closed.</summary>
internal static class Burner
{
    public const string Verb = "burn";

    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(10);

    public static async Task<int> RunAsync(double percent)
    {
        using var over = new CancellationTokenSource();
        var each = Math.Min(1, percent / 100 / Environment.ProcessorCount);
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(
            () => Burn(each, over.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        await Console.In.ReadToEndAsync(CancellationToken.None);
        await over.CancelAsync();
        await Task.WhenAll(threads);
        return 0;
    }

    private static void Burn(double part, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < part * s_slice)
                Thread.SpinWait(100);
            over.WaitHandle.WaitOne((1 - part) * s_slice);
        }
    }
}
