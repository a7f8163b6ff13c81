using System.Globalization;
using Reactor.Bench.Cel;
using Reactor.Bench.Checking;
using Reactor.Bench.Deliver;
using Reactor.Bench.Engine;
using Reactor.Bench.Firings;
using Reactor.Bench.Patterns;
using Reactor.Bench.Reloads;
using Reactor.Bench.Replays;
using Reactor.Bench.Scale;
using Reactor.Bench.Snapshots;
using Reactor.Bench.Sockets;
using Reactor.Bench.Stages;
using Reactor.Bench.Starting;
using Reactor.Bench.Stored;

namespace Reactor.Bench;

/// <summary>Runs benchmarks and scenarios: <c>bench.sh [NAME] [--quick]</c>.</summary>
internal static class Program
{
    private const string Quick = "--quick";

    private static readonly IBenchmark[] s_benchmarks =
    [
        new ConditionBenchmark(), new StagesBenchmark(), new EngineBenchmark(), new PatternBenchmark(), new FiringBenchmark(), new SnapshotBenchmark(), new CheckBenchmark(),
#if NRULES
        new Engines.EnginesBenchmark(),
#endif
    ];

    private static readonly IScenario[] s_scenarios =
        [new SocketScenario(), new StartScenario(), new ReloadScenario(), new ReplayScenario(), new ScaleScenario(), new FloodScenario(), new StoreScenario(), new HoldsScenario(), new DeliverScenario()];

    private static async Task<int> Main(string[] arguments)
    {
        if (Parts.Play(arguments) is { } part)
            return await part;

        string[] all = [.. s_benchmarks.Select(b => b.Name), .. s_scenarios.Select(s => s.Name)];
        if (arguments is ["--names"])
        {
            Array.ForEach(all, Console.WriteLine);
            return 0;
        }

        // Options of a scenario stand behind its name.
        var name = arguments.FirstOrDefault(a => a != Quick);
        if (name is not null && !all.Contains(name))
        {
            await Console.Error.WriteLineAsync($"There is no benchmark '{name}'; there is: {string.Join(", ", all)}.");
            return 2;
        }

        Console.WriteLine(Surroundings.Describe());
        Console.WriteLine();
        var isQuick = arguments.Contains(Quick);
        foreach (var benchmark in s_benchmarks.Where(b => name is null || name == b.Name))
            Show(benchmark, isQuick);
        foreach (var scenario in s_scenarios.Where(s => name is null ? s.HasQuick : name == s.Name))
            await PlayAsync(scenario, arguments);
        Console.WriteLine($"load at the end: {Surroundings.Load()}");
        return 0;
    }

    private static async Task PlayAsync(IScenario scenario, string[] options)
    {
        Console.WriteLine($"{scenario.Name}: {scenario.Subject}");
        Console.WriteLine();
        await scenario.RunAsync(options);
        Console.WriteLine();
    }

    private static void Show(IBenchmark benchmark, bool isQuick)
    {
        Console.WriteLine($"{benchmark.Name}: {benchmark.Subject}");
        Console.WriteLine($"target: {benchmark.Target}{(isQuick ? " (a quick run: rough figures)" : "")}");
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-58}{"median ns",14}{"min ns",14}{"bytes",13}{"x baseline",12}"));
        var harness = Harness.Of(isQuick);
        foreach (var measured in benchmark.Measurements(isQuick))
        {
            var f = harness.Measure(measured);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{f.Name,-58}{f.Median,14:N1}{f.Least,14:N1}{f.Bytes,13:N1}{f.Relative,12:G3}"));
        }

        Console.WriteLine();
        foreach (var finding in benchmark.Findings(harness.Figures))
            Console.WriteLine(finding);
        Console.WriteLine();
    }
}
