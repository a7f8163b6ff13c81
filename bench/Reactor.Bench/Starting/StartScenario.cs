using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Reactor.Bench.Scale;
using Reactor.Rules.Loading;

namespace Reactor.Bench.Starting;

/// <summary>From the start of the daemon's process until it is ready, by what its store holds.</summary>
internal sealed class StartScenario : IScenario
{
    private const string Ready = "ready:";

    private static readonly TimeSpan s_hangGuard = TimeSpan.FromMinutes(3);

    public string Name => "start";

    public string Subject => "from the start of the process to ready, by what the store holds; the baseline is an empty store";

    public bool HasQuick => true;

    public async Task RunAsync(string[] options)
    {
        var isQuick = options.Contains("--quick");
        var folder = Directory.CreateTempSubdirectory("rb-").FullName;
        try
        {
            Console.WriteLine($"{"",-46}{"rows to fold",14}{"store MB",10}{"ready s",10}{"best",8}{"processor s",13}{"x empty",9}{"RSS MiB",9}");
            double? empty = null;
            foreach (var (events, snapshots) in isQuick ? [(0, true), (10_000, true), (50_000, true)] : (List<(int, bool)>)[(0, true), (10_000, true), (1_000_000, true), (10_000, false), (1_000_000, false)])
                empty = await MeasureAsync(Path.Combine(folder, $"{events}-{snapshots}"), events, snapshots, isQuick ? 1 : 5, empty);
            Console.WriteLine("target: ready within 5 s after 1,000,000 input rows");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> MeasureAsync(string folder, int events, bool snapshots, int rounds, double? empty)
    {
        Directory.CreateDirectory(folder);
        var config = Path.Combine(folder, "reactor.yaml");
        await File.WriteAllTextAsync(config, "version: 1\nnode: {name: bench}\nrules: [rules.yaml]\nstore: {sqlite: {path: store/reactor.db}}\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "rules.yaml"), StoreOfInputs.Rules);
        var load = ReactorLoader.Load(config, new DiskSourceFiles());
        var written = Path.Combine(folder, "written.db");
        await StoreOfInputs.WriteAsync(written, events, snapshots, load.Configuration ?? throw new InvalidOperationException(load.FormatDiagnostics()), load.Rules!);

        var (passed, processor, rss) = (new List<double>(), new List<double>(), 0.0);
        for (var round = 0; round < rounds; round++)
        {
            var store = Path.Combine(folder, "store");
            if (Directory.Exists(store))
                Directory.Delete(store, recursive: true);
            Directory.CreateDirectory(store);
            File.Copy(written, Path.Combine(store, "reactor.db"));
            var started = Stopwatch.GetTimestamp();
            await using var daemon = ChildProcess.Start([Ready], "reactor.dll", "run", "--config", config);
            while (daemon.Count(Ready) == 0)
            {
                if (Stopwatch.GetElapsedTime(started) > s_hangGuard)
                    throw new TimeoutException($"not ready within {s_hangGuard}; it said last:\n{daemon.Last}");
                await Task.Delay(5);
            }

            passed.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            processor.Add(daemon.Usage.Processor().TotalSeconds);
            rss = daemon.Usage.MiB("VmHWM");
        }

        passed.Sort();
        processor.Sort();
        var median = processor[rounds / 2];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{$"{events:N0} events taken, {(snapshots ? "snapshots as usual" : "all in the log")}",-46}{RowsToFold(written),14:N0}{new FileInfo(written).Length / 1e6,10:F1}{passed[rounds / 2],10:F2}{passed[0],8:F2}{median,13:F2}{median / (empty ?? median),9:F2}{rss,9:F0}"));
        return empty ?? median;
    }

    private static long RowsToFold(string store)
    {
        using var connection = new SqliteConnection($"Data Source={store};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM inputs i WHERE sequence > coalesce((SELECT max(sequence) FROM snapshots s WHERE s.partition = i.partition), 0)";
        return (long)command.ExecuteScalar()!;
    }
}
