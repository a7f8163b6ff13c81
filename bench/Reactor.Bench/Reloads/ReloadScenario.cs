using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Reactor.Bench.Daemons;
using Reactor.Bench.Engine;
using Reactor.Bench.Scale;
using Reactor.Bench.Sockets;
using Reactor.Demo.Lab;
using StandIn;

namespace Reactor.Bench.Reloads;

/// <summary>What a reload of a thousand rules does to events that go on: how long until the new ones are in force, and how late what is matched meanwhile is.</summary>
internal sealed class ReloadScenario : IScenario
{
    private const int Rules = 1_000;
    private const int LoadedVms = 64;
    private const int ToldVms = 8;
    private const int LoadRate = 10_000;
    private const int ToldRate = 200;
    private const string Told = "VSERPORT_CHANGE";

    private static readonly TimeSpan s_hangGuard = TimeSpan.FromMinutes(1);

    public string Name => "reload";

    public string Subject => $"{Rules:N0} rules reloaded, half of them changed, while {LoadRate:N0} events/s match nothing and {ToldRate}/s make a webhook each; the baseline is the same without a reload";

    public bool HasQuick => true;

    public async Task RunAsync(string[] options)
    {
        var isQuick = options.Contains("--quick");
        var (seconds, rounds) = isQuick ? (3, 1) : (10, 5);
        var folder = Directory.CreateTempSubdirectory("rb-").FullName;
        try
        {
            await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, CancellationToken.None, kept: 1_000_000);
            await using var loaded = await StandInProcess.StartAsync(folder, 1, LoadedVms);
            await using var told = await StandInProcess.StartAsync(folder, LoadedVms + 1, ToldVms);
            var config = SocketConfiguration.Write(folder, LoadedVms + ToldVms, 0);
            await File.AppendAllTextAsync(config, $"targets: {{sink: {{webhook: {{url: \"{receiver.Url}/\"}}}}}}\n");
            WriteRules(folder, version: 0);
            await using var daemon = ChildProcess.Start([" is live"], "reactor.dll", "run", "--config", config);
            using var api = new DaemonApi(Path.Combine(folder, "store"));
            await UntilAsync(() => daemon.Count(" is live") >= LoadedVms + ToldVms);
            var lines = Path.Combine(folder, "events");
            await File.WriteAllLinesAsync(lines, WireEvents.Lines());
            await loaded.TellAsync($"spread {long.MaxValue} 1 {lines} {LoadRate}");
            await MeasureAsync(told, receiver, seconds, null); // Until the code is compiled for good.

            Console.WriteLine($"{"",-22}{"in force s",12}{"p50 ms",10}{"p99 ms",10}{"latest ms",11}{"longest gap ms",16}{"webhooks",10}{"of",8}");
            for (var round = 1; round <= rounds; round++)
            {
                Show("no reload", await MeasureAsync(told, receiver, seconds, null));
                WriteRules(folder, round);
                Show("reload", await MeasureAsync(told, receiver, seconds, api));
            }

            Console.WriteLine($"target: all webhooks come, in both; a gap is between two arrivals, {1000 / ToldRate} ms apart when nothing is late");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void WriteRules(string folder, int version)
    {
        // Of the rules' texts every other one is another in each version.
        var lines = ManyRules.Text(Rules - 1, Conditions.Different).Split('\n');
        var (texts, rule) = (new List<string>(lines.Length), -1);
        foreach (var line in lines)
        {
            rule += line.StartsWith("  - name:", StringComparison.Ordinal) ? 1 : 0;
            texts.Add(rule % 2 == 0 ? line : line.Replace("\"none-", $"\"none-{version}-", StringComparison.Ordinal));
        }

        File.WriteAllText(Path.Combine(folder, "rules.yaml"), $"{string.Join('\n', texts)}  - {{name: told, when: {{event: {Told}}}, then: [{{send: {{to: sink}}}}]}}\n");
    }

    private static async Task<Measure> MeasureAsync(StandInProcess told, WebhookReceiver receiver, int seconds, DaemonApi? reloaded)
    {
        var (before, written) = (receiver.Received, (await told.StatsAsync()).Events);
        await told.TellAsync($"pulse {ToldRate} {seconds} {Told}");
        double? inForce = null;
        if (reloaded is not null)
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds / 4.0));
            var started = Stopwatch.GetTimestamp();
            var outcome = await reloaded.ReloadAsync();
            inForce = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if ((string?)outcome["result"] is not ("reloaded" or "unchanged"))
                throw new InvalidOperationException(outcome.ToJsonString());
        }

        while ((await told.StatsAsync()).IsEmitting)
            await Task.Delay(20);
        written = (await told.StatsAsync()).Events - written;
        var late = Stopwatch.GetTimestamp();
        while (receiver.Received - before < written && Stopwatch.GetElapsedTime(late) < s_hangGuard)
            await Task.Delay(20);
        ReceivedRequest[] came = [.. receiver.Requests.Where(request => request.Number > before)];
        double[] times = [.. came.Select(Milliseconds).Order()];
        var gap = came.Zip(came.Skip(1), (a, b) => (b.ReceivedAt - a.ReceivedAt).TotalMilliseconds).Append(0).Max();
        return new(inForce, times, gap, written);
    }

    private static double Milliseconds(ReceivedRequest request)
    {
        var written = (long)JsonNode.Parse(request.Text)!["data"]!["event"]!["data"]!["actual"]!;
        return (request.ReceivedAt - DateTimeOffset.UnixEpoch.AddTicks(written * TimeSpan.TicksPerMicrosecond)).TotalMilliseconds;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > s_hangGuard)
                throw new TimeoutException($"the daemon was not there within {s_hangGuard}");
            await Task.Delay(20);
        }
    }

    private static void Show(string what, Measure m) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what,-22}{m.InForce,12:F2}{m.At(0.5),10:F2}{m.At(0.99),10:F2}{m.At(1),11:F2}{m.Gap,16:F1}{m.Times.Length,10:N0}{m.Written,8:N0}"));

    private sealed record Measure(double? InForce, double[] Times, double Gap, long Written)
    {
        public double At(double part) => Times.Length == 0 ? double.NaN : Times[Math.Min(Times.Length - 1, (int)(Times.Length * part))];
    }
}
