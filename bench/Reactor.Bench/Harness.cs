using System.Runtime;

namespace Reactor.Bench;

/// <summary>What an operation was found to take.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Median">Nanoseconds, the middle of all samples.</param>
/// <param name="Least">Nanoseconds, the best sample.</param>
/// <param name="Bytes">Bytes allocated.</param>
/// <param name="Relative">Its median by that of its baseline; null for a baseline.</param>
internal sealed record Figure(string Name, double Median, double Least, double Bytes, double? Relative);

/// <summary>
/// Measures: warm-up until compiled with what was learnt, then samples of equal length, each thousands of operations. Of an operation that takes
/// longer than a sample there are fewer samples, each of one. Times are the thread's own, its collections of garbage included.
/// </summary>
/// <param name="samples">How many.</param>
/// <param name="sampleTime">How long each is.</param>
/// <param name="compiling">What compiling takes at most, before them.</param>
internal sealed class Harness(int samples, TimeSpan sampleTime, TimeSpan compiling)
{
    private const int RunsWithoutCompiling = 10;
    private const int LeastSamples = 3;

    private readonly Dictionary<string, Figure> _figures = new(StringComparer.Ordinal);
    private long _sum;

    /// <summary>What was measured so far, by name.</summary>
    public IReadOnlyDictionary<string, Figure> Figures => _figures;

    // Twice what the samples should take together.
    private TimeSpan LongestSampling => 2 * samples * sampleTime;

    /// <summary>The harness of a whole run, and of a quick one whose figures are rough.</summary>
    public static Harness Of(bool isQuick) => isQuick
        ? new(7, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(200))
        : new(31, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(2));

    public Figure Measure(Measured measured)
    {
        var count = WarmUp(measured);
        var times = new List<double>(samples);
        long bytes = 0;
        var all = ThreadTime.Now();
        while (times.Count < samples && (times.Count < LeastSamples || ThreadTime.Now() - all < LongestSampling))
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var started = ThreadTime.Nanoseconds();
            _sum += measured.Run(count);
            times.Add((double)(ThreadTime.Nanoseconds() - started) / count);
            bytes += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        times.Sort();
        var median = times[times.Count / 2];
        var relative = measured.Baseline is null ? (double?)null : median / _figures[measured.Baseline].Median;
        return _figures[measured.Name] = new(measured.Name, median, times[0], (double)bytes / times.Count / count, relative);
    }

    /// <summary>Runs until nothing more is compiled; how many operations a sample should have.</summary>
    private int WarmUp(Measured measured)
    {
        var count = 1;
        var all = ThreadTime.Now();
        var (compiled, since) = (-1L, 0);
        for (var i = 0; i < LeastSamples || (i - since < RunsWithoutCompiling && ThreadTime.Now() - all < LongestSampling + compiling); i++)
        {
            // Code is compiled for good by a thread of its own, some time after it was found to be called often.
            if (JitInfo.GetCompiledMethodCount() is var now && now != compiled)
                (compiled, since) = (now, i);
            var started = ThreadTime.Nanoseconds();
            _sum += measured.Run(count);
            var took = Math.Max(1, (double)(ThreadTime.Nanoseconds() - started) / count);
            // The first runs are compiling: what they say of the operation is far too much, so the count may grow fast.
            count = (int)Math.Clamp(sampleTime.TotalNanoseconds / took, 1, Math.Min(100L * count, 100_000_000));
        }

        return count;
    }
}
