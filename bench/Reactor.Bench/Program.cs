using System.Globalization;
using Reactor.Bench.Cel;

namespace Reactor.Bench;

/// <summary>Runs benchmarks: <c>bench.sh [NAME] [--quick]</c>.</summary>
internal static class Program
{
    private static readonly IBenchmark[] s_all = [new ConditionBenchmark()];

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

        foreach (var benchmark in s_all.Where(b => names.Count == 0 || names.Contains(b.Name)))
            Show(benchmark, isQuick);
        return 0;
    }

    private static void Show(IBenchmark benchmark, bool isQuick)
    {
        Console.WriteLine($"{benchmark.Name}: {benchmark.Subject}");
        Console.WriteLine($"target: {benchmark.Target}{(isQuick ? " (a quick run: rough figures)" : "")}");
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-58}{"median ns",11}{"min ns",10}{"bytes",9}{"x baseline",12}"));
        var harness = Harness.Of(isQuick);
        foreach (var measured in benchmark.Measurements())
        {
            var f = harness.Measure(measured);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{f.Name,-58}{f.Median,11:F1}{f.Least,10:F1}{f.Bytes,9:F1}{f.Relative,12:F2}"));
        }

        Console.WriteLine();
    }
}
