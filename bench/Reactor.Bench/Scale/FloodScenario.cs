using System.Globalization;
using System.Text.Json.Nodes;
using Reactor.Demo.Lab;
using StandIn;

namespace Reactor.Bench.Scale;

/// <summary>What a VM that floods does to the others: from the moment an event is written to the moment its webhook arrives.</summary>
internal sealed class FloodScenario : IScenario
{
    private const int Vms = 21;
    private const double Rate = 40;
    private const int Rounds = 3;

    private double _seconds = 10;

    public string Name => "flood";

    public string Subject => "one VM of 21 floods with events that no rule matches; the others' 40 events/s each make a webhook. Beside it the same load burnt by another process";

    public async Task RunAsync(string[] options)
    {
        if (Array.IndexOf(options, "--seconds") is >= 0 and var at)
            _seconds = double.Parse(options[at + 1], CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("rb-").FullName;
        try
        {
            await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, CancellationToken.None, kept: 1_000_000);
            await using var flooder = await StandInProcess.StartAsync(folder, 1, 1);
            await using var others = await StandInProcess.StartAsync(folder, 2, Vms - 1);
            Directory.CreateDirectory(Path.Combine(folder, "store"));
            var config = ScaleConfiguration.Write(folder, Vms, readsState: false, $"targets: {{sink: {{webhook: {{url: \"{receiver.Url}/\"}}}}}}\n");
            await File.AppendAllTextAsync(Path.Combine(folder, "rules.yaml"), "  - {name: told, when: {event: VSERPORT_CHANGE}, then: [{send: {to: sink}}]}\n");
            await using var daemon = ChildProcess.Start([" is live"], "reactor.dll", "run", "--config", config);
            while (daemon.Count(" is live") < Vms)
                await Task.Delay(50);
            // Until the code is compiled for good.
            await MeasureAsync(others, receiver, 2 * _seconds);

            Console.WriteLine($"{"",-30}{"p50 ms",10}{"p90 ms",10}{"p99 ms",10}{"webhooks",10}{"daemon %",10}{"flooder %",11}{"flood /s",12}");
            for (var round = 0; round < Rounds; round++)
                await RoundAsync(daemon, flooder, others, receiver);
            Console.WriteLine("target: p99 while flooded at most 2 times that under the same load burnt outside, or 2 ms more");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task RoundAsync(ChildProcess daemon, StandInProcess flooder, StandInProcess others, WebhookReceiver receiver)
    {
        var flooderUsage = new ProcessUsage(flooder.Id);
        List<double> times = [];
        var calm = await daemon.Usage.PercentAsync(async () => times = await MeasureAsync(others, receiver, _seconds));
        Show("calm", times, calm, 0, 0);

        var before = (await flooder.StatsAsync()).Events;
        double flooding = 0;
        await flooder.TellAsync($"burst 1 {long.MaxValue} {ScaleConfiguration.UnmatchedEvent}");
        var flooded = await daemon.Usage.PercentAsync(async () => flooding = await flooderUsage.PercentAsync(async () => times = await MeasureAsync(others, receiver, _seconds)));
        await flooder.TellAsync("calm");
        Show("flooded", times, flooded, flooding, ((await flooder.StatsAsync()).Events - before) / _seconds);

        await using var burner = ChildProcess.Start([], "Reactor.Bench.dll", Burner.Verb, (flooded - calm + flooding).ToString(CultureInfo.InvariantCulture));
        await Task.Delay(1000);
        double burning = 0;
        var beside = await daemon.Usage.PercentAsync(async () => burning = await burner.Usage.PercentAsync(async () => times = await MeasureAsync(others, receiver, _seconds)));
        Show("the same load burnt outside", times, beside, burning, 0);
    }

    /// <summary>Milliseconds from event to webhook, in order of size.</summary>
    private static async Task<List<double>> MeasureAsync(StandInProcess others, WebhookReceiver receiver, double seconds)
    {
        var before = receiver.Received;
        var sent = (await others.StatsAsync()).Events;
        await others.TellAsync(FormattableString.Invariant($"pulse {Rate} {seconds} VSERPORT_CHANGE"));
        while ((await others.StatsAsync()).IsEmitting)
            await Task.Delay(50);
        sent = (await others.StatsAsync()).Events - sent;
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (receiver.Received - before < sent && !late.IsCancellationRequested)
            await Task.Delay(20, CancellationToken.None);
        return [.. receiver.Requests.Where(request => request.Number > before).Select(Milliseconds).Order()];
    }

    private static double Milliseconds(ReceivedRequest request)
    {
        var written = (long)JsonNode.Parse(request.Text)!["data"]!["event"]!["data"]!["actual"]!;
        return (request.ReceivedAt - DateTimeOffset.UnixEpoch.AddTicks(written * TimeSpan.TicksPerMicrosecond)).TotalMilliseconds;
    }

    private static void Show(string what, List<double> times, double daemon, double flooder, double perSecond) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what,-30}{At(times, 0.5),10:F2}{At(times, 0.9),10:F2}{At(times, 0.99),10:F2}{times.Count,10}{daemon,10:F1}{flooder,11:F1}{perSecond,12:N0}"));

    private static double At(List<double> times, double part) => times.Count == 0 ? double.NaN : times[Math.Min(times.Count - 1, (int)(times.Count * part))];
}
