using System.Globalization;
using Reactor.Bench.Cel;
using Reactor.Bench.Checking;
using Reactor.Bench.Engine;
using Reactor.Bench.Patterns;
using Reactor.Bench.Snapshots;

namespace Reactor.Bench;

/// <summary>Runs benchmarks: <c>bench.sh [NAME] [--quick]</c>.</summary>
internal static class Program
{
    private static readonly IBenchmark[] s_all =
        [new ConditionBenchmark(), new EngineBenchmark(), new PatternBenchmark(), new SnapshotBenchmark(), new CheckBenchmark()];

    private static int Main(string[] arguments)
    {
        var isQuick = arguments.Contains("--quick");
        var names = arguments.Where(a => a != "--quick").ToList();
        var unknown = names.Find(n => !Array.Exists(s_all, b => b.Name == n));
        if (unknown is not null)
        {
            Console.Error.WriteLine($"There is no benchmark '{unknown}'; there is: {string.Join(", ", s_all.Select(b => b.Name))}.");
            return 2;
        }

        Console.WriteLine(Surroundings.Describe());
        Console.WriteLine();
        foreach (var benchmark in s_all.Where(b => names.Count == 0 || names.Contains(b.Name)))
            Show(benchmark, isQuick);
        Console.WriteLine($"load at the end: {Surroundings.Load()}");
        return 0;
    }

    private static void Show(IBenchmark benchmark, bool isQuick)
    {
        Console.WriteLine($"{benchmark.Name}: {benchmark.Subject}");
        Console.WriteLine($"target: {benchmark.Target}{(isQuick ? " (a quick run: rough figures)" : "")}");
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-58}{"median ns",14}{"min ns",14}{"bytes",13}{"x baseline",12}"));
        var harness = Harness.Of(isQuick);
        foreach (var measured in benchmark.Measurements())
        {
            var f = harness.Measure(measured);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{f.Name,-58}{f.Median,14:N1}{f.Least,14:N1}{f.Bytes,13:N1}{f.Relative,12:F2}"));
        }

        Console.WriteLine();
        foreach (var finding in benchmark.Findings(harness.Figures))
            Console.WriteLine(finding);
        Console.WriteLine();
    }
}
