using System.Globalization;
using Reactor.Bench.Cel;
using Reactor.Bench.Checking;
using Reactor.Bench.Deliver;
using Reactor.Bench.Engine;
using Reactor.Bench.Patterns;
using Reactor.Bench.Scale;
using Reactor.Bench.Snapshots;

namespace Reactor.Bench;

/// <summary>Runs benchmarks: <c>bench.sh [NAME] [--quick]</c>. Scenarios, which take minutes and start processes, run by their name alone.</summary>
internal static class Program
{
    private static readonly IBenchmark[] s_all =
    [
        new ConditionBenchmark(), new EngineBenchmark(), new PatternBenchmark(), new SnapshotBenchmark(), new CheckBenchmark(),
#if NRULES
        new Engines.EnginesBenchmark(),
#endif
    ];

    private static readonly IScenario[] s_scenarios = [new ScaleScenario(), new FloodScenario(), new DeliverScenario()];

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is [BareClients.Verb, var folder, var count])
            return await BareClients.RunAsync(folder, int.Parse(count, CultureInfo.InvariantCulture));
        if (arguments is [Burner.Verb, var percent])
            return await Burner.RunAsync(double.Parse(percent, CultureInfo.InvariantCulture));
        if (arguments is [Sink.Verb])
            return await Sink.RunAsync();
        if (arguments is [BarePoster.Verb, var url, var atOnce, var seconds, var bytes])
        {
            return await BarePoster.RunAsync(
                url, int.Parse(atOnce, CultureInfo.InvariantCulture), double.Parse(seconds, CultureInfo.InvariantCulture), int.Parse(bytes, CultureInfo.InvariantCulture));
        }

        if (arguments.Length > 0 && Array.Find(s_scenarios, s => s.Name == arguments[0]) is { } scenario)
            return await PlayAsync(scenario, arguments[1..]);

        var isQuick = arguments.Contains("--quick");
        var names = arguments.Where(a => a != "--quick").ToList();
        var unknown = names.Find(n => !Array.Exists(s_all, b => b.Name == n));
        if (unknown is not null)
        {
            Console.Error.WriteLine($"There is no benchmark '{unknown}'; there is: {string.Join(", ", [.. s_all.Select(b => b.Name), .. s_scenarios.Select(s => s.Name)])}.");
            return 2;
        }

        Console.WriteLine(Surroundings.Describe());
        Console.WriteLine();
        foreach (var benchmark in s_all.Where(b => names.Count == 0 || names.Contains(b.Name)))
            Show(benchmark, isQuick);
        Console.WriteLine($"load at the end: {Surroundings.Load()}");
        return 0;
    }

    private static async Task<int> PlayAsync(IScenario scenario, string[] options)
    {
        Console.WriteLine(Surroundings.Describe());
        Console.WriteLine();
        Console.WriteLine($"{scenario.Name}: {scenario.Subject}");
        Console.WriteLine();
        await scenario.RunAsync(options);
        Console.WriteLine();
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
