using System.Diagnostics;

namespace Reactor.Bench;

/// <summary>What an operation was found to take.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Median">Nanoseconds, the middle of all samples.</param>
/// <param name="Least">Nanoseconds, the best sample.</param>
/// <param name="Bytes">Bytes allocated.</param>
/// <param name="Relative">Its median by that of its baseline; null for a baseline.</param>
internal sealed record Figure(string Name, double Median, double Least, double Bytes, double? Relative);

/// <summary>Measures: warm-up until compiled with what was learnt, then samples of equal length, each thousands of operations.</summary>
/// <param name="samples">How many.</param>
/// <param name="sampleTime">How long each is.</param>
internal sealed class Harness(int samples, TimeSpan sampleTime)
{
    private const int WarmUps = 30;

    private readonly Dictionary<string, double> _medians = new(StringComparer.Ordinal);
    private long _sum;

    /// <summary>The harness of a whole run, and of a quick one whose figures are rough.</summary>
    public static Harness Of(bool isQuick) => isQuick ? new(7, TimeSpan.FromMilliseconds(10)) : new(51, TimeSpan.FromMilliseconds(40));

    public Figure Measure(Measured measured)
    {
        var count = 100;
        for (var i = 0; i < WarmUps; i++)
            count = WarmUp(measured, count);
        var times = new double[samples];
        long bytes = 0;
        for (var i = 0; i < samples; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            _sum += measured.Run(count);
            times[i] = Stopwatch.GetElapsedTime(started).TotalNanoseconds / count;
            bytes += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Array.Sort(times);
        var median = times[samples / 2];
        _medians[measured.Name] = median;
        var relative = measured.Baseline is null ? (double?)null : median / _medians[measured.Baseline];
        return new(measured.Name, median, times[0], (double)bytes / samples / count, relative);
    }

    /// <summary>Runs once; how many operations a sample should have.</summary>
    private int WarmUp(Measured measured, int count)
    {
        var started = Stopwatch.GetTimestamp();
        _sum += measured.Run(count);
        var took = Math.Max(1, Stopwatch.GetElapsedTime(started).TotalNanoseconds / count);
        return (int)Math.Clamp(sampleTime.TotalNanoseconds / took, 1, 100_000_000);
    }
}
