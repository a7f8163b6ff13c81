using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Reactor.Bench.Engine;
using Reactor.Bench.Scale;
using Reactor.Bench.Sockets;
using StandIn;

namespace Reactor.Bench.Replays;

/// <summary><c>reactor replay</c> of a long recording.</summary>
internal sealed class ReplayScenario : IScenario
{
    private const int Vms = 100;
    private const int Rules = 100;

    public string Name => "replay";

    public string Subject => $"reactor replay --summary of a recording of {Vms} VMs under {Rules} rules, one of which counts and fires; the baseline is going over each line's JSON";

    public bool HasQuick => true;

    public async Task RunAsync(string[] options)
    {
        var events = options.Contains("--quick") ? 50_000 : 1_000_000;
        var folder = Directory.CreateTempSubdirectory("rb-").FullName;
        try
        {
            var recording = Path.Combine(folder, "recorded.jsonl");
            Write(recording, events);
            var config = SocketConfiguration.Write(folder, Vms, Rules - 1);
            await File.AppendAllTextAsync(
                Path.Combine(folder, "rules.yaml"), "  - {name: counted, when: {event: BLOCK_IMAGE_CORRUPTED, by: [data.device], at_least: 1000, within: 1h}, then: [{log: {message: counted}}]}\n");

            var bare = Bare(recording);
            var (passed, processor) = await ReplayAsync(recording, config, events);
            Console.WriteLine($"{"",-34}{"passed s",12}{"processor s",14}{"events/s of a core",20}{"x bare",9}");
            Row("each line's JSON", bare, bare, events, bare);
            Row($"replay, {events:N0} events", passed, processor, events, bare);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(string path, int events)
    {
        var lines = WireEvents.Lines();
        using var file = new StreamWriter(path);
        for (var i = 0; i < events; i++)
        {
            var line = lines[i % lines.Length].Replace("1772445600", (1_772_445_600 + (i / 1000)).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            file.Write($"{{\"vm\": \"{StandInNames.Name(1 + (i / lines.Length % Vms))}\", ");
            file.WriteLine(line.AsSpan(1));
        }
    }

    private static double Bare(string path)
    {
        var started = ThreadTime.Now();
        foreach (var line in File.ReadLines(path))
        {
            var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(line));
            while (reader.Read())
            {
            }
        }

        return (ThreadTime.Now() - started).TotalSeconds;
    }

    private static async Task<(double Passed, double Processor)> ReplayAsync(string recording, string config, int events)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "reactor.dll"), "replay", recording, "--summary", "--config", config]) { RedirectStandardOutput = true };
        start.Environment.Remove("DOTNET_TC_CallCountingDelayMs");
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var (usage, processor) = (new ProcessUsage(process.Id), 0.0);
        // Asked for as long as it runs: the last answer is short by as much as a look is from the next.
        while (!said.IsCompleted)
        {
            processor = usage.Processor().TotalSeconds;
            await Task.WhenAny(said, Task.Delay(10));
        }

        var passed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await process.WaitForExitAsync();
        return (await said).Contains($"{events} events: ", StringComparison.Ordinal) ? (passed, processor) : throw new InvalidOperationException(await said);
    }

    private static void Row(string what, double passed, double processor, int events, double bare) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{what,-34}{passed,12:F2}{processor,14:F2}{events / processor,20:N0}{bare / processor,9:F3}"));
}
