using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Reactor.Bench.Scale;
using Reactor.Demo.Lab;
using StandIn;

namespace Reactor.Bench.Deliver;

/// <summary>Webhooks a second to a sink on this machine, beside a bare client to the same sink; and how late one is, beside its stages.</summary>
internal sealed class DeliverScenario : IScenario
{
    private const int Vms = 64;
    private const int BareAtOnce = 16;
    private const int BodyBytes = 700;
    private const int Kept = 100_000;
    private const double KeptUp = 0.37, TooMuch = 0.5; // Of what the bare client reached a moment before.
    private const double PulseRate = 20, QuickerRate = 200;
    private const string Matched = "BALLOON_CHANGE", Timed = "VSERPORT_CHANGE";

    private double _seconds = 5;
    private int _rounds = 3;
    private int _concurrency = 64;
    private double _rate;
    private string _daemon = "reactor.dll"; // Of this build, unless told otherwise.

    public string Name => "deliver";

    public string Subject => "events of 64 VMs, each matched, durable and delivered to a sink in a process of its own; beside it a bare HTTP client, 16 at once, to the same sink";

    public async Task RunAsync(string[] options)
    {
        _seconds = Option(options, "--seconds", _seconds);
        _rounds = (int)Option(options, "--rounds", _rounds);
        _concurrency = (int)Option(options, "--concurrency", _concurrency);
        _rate = Option(options, "--rate", 0);
        if (Array.IndexOf(options, "--daemon") is >= 0 and var at)
            _daemon = Path.GetFullPath(options[at + 1]);
        var folder = Directory.CreateTempSubdirectory("rb-").FullName;
        try
        {
            await using var sink = await SinkProcess.StartAsync();
            await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, CancellationToken.None, kept: Kept);
            // One more, that no daemon listens to.
            await using var standIn = await StandInProcess.StartAsync(folder, 1, Vms + 1);
            Directory.CreateDirectory(Path.Combine(folder, "store"));
            var targets = $"targets:\n  sink: {{webhook: {{url: \"{sink.Url}\", concurrency: {_concurrency}}}}}\n  clock: {{webhook: {{url: \"{receiver.Url}/\", concurrency: {_concurrency}}}}}\n";
            var config = ScaleConfiguration.Write(folder, Vms, readsState: false, targets);
            await File.WriteAllTextAsync(
                Path.Combine(folder, "rules.yaml"),
                $"version: 1\nrules:\n  - {{name: sunk, when: {{event: {Matched}}}, then: [{{send: {{to: sink}}}}]}}\n  - {{name: told, when: {{event: {Timed}}}, then: [{{send: {{to: clock}}}}]}}\n");
            await using var daemon = ChildProcess.Start([" is live"], _daemon, "run", "--config", config);
            while (daemon.Count(" is live") < Vms)
                await Task.Delay(50);

            await DeliverAsync(sink, standIn, 10_000, _seconds);
            Console.WriteLine($"{"round",-8}{"bare /s",12}{"offered /s",12}{"delivered /s",14}{"of the bare",13}{"lost",8}{"daemon %",10}{"us each",9}");
            var most = 0.0;
            for (var round = 1; round <= _rounds; round++)
                most = Math.Max(most, await RoundAsync(round, daemon, sink, standIn));
            Console.WriteLine($"target: 20,000/s, and 0.35 of the bare client (target's concurrency here: {_concurrency})");
            Console.WriteLine();
            await LatencyAsync(folder, receiver, standIn, most / 2);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What it is to keep up with, then more than it can: what waits then is written and read once more, so less is delivered.</summary>
    private async Task<double> RoundAsync(int round, ChildProcess daemon, SinkProcess sink, StandInProcess standIn)
    {
        var bare = await BarePoster.MeasureAsync(sink.Url, BareAtOnce, _seconds, BodyBytes);
        var most = 0.0;
        foreach (var offered in _rate > 0 ? [_rate] : (double[])[bare * KeptUp, bare * TooMuch])
        {
            var (delivered, lost, before, processor) = (0.0, 0L, await sink.TakenAsync(), daemon.Usage.Processor());
            var percent = await daemon.Usage.PercentAsync(async () => (delivered, lost) = await DeliverAsync(sink, standIn, offered, _seconds));
            var each = (daemon.Usage.Processor() - processor).TotalMicroseconds / (await sink.TakenAsync() - before);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{round,-8}{bare,12:N0}{offered,12:N0}{delivered,14:N0}{delivered / bare,13:F2}{lost,8}{percent,10:F0}{each,9:F0}"));
            most = Math.Max(most, delivered);
        }

        return most;
    }

    /// <summary>Offers events at a rate and waits for the last webhook; a second without one ends it, and what is missing then is lost.</summary>
    private static async Task<(double PerSecond, long Lost)> DeliverAsync(SinkProcess sink, StandInProcess standIn, double rate, double seconds)
    {
        var sent = (await standIn.StatsAsync()).Events;
        long before = await sink.TakenAsync(), taken = before;
        var started = Stopwatch.GetTimestamp();
        await standIn.TellAsync(FormattableString.Invariant($"emit {rate} {seconds} {Matched} 1 {Vms}"));
        var last = TimeSpan.Zero;
        while ((await standIn.StatsAsync()).IsEmitting || Stopwatch.GetElapsedTime(started) - last < TimeSpan.FromSeconds(1))
        {
            await Task.Delay(20);
            var now = await sink.TakenAsync();
            if (now != taken)
                (taken, last) = (now, Stopwatch.GetElapsedTime(started));
        }

        sent = (await standIn.StatsAsync()).Events - sent;
        return ((taken - before) / last.TotalSeconds, sent - (taken - before));
    }

    private async Task LatencyAsync(string folder, WebhookReceiver receiver, StandInProcess standIn, double halfOfMost)
    {
        var times = (int)(PulseRate * _seconds * 2);
        await PulseAsync(receiver, standIn, PulseRate, times); // Until the code is compiled for good.
        var heard = await Stages.HearAsync(standIn, folder, Vms + 1, PulseRate, times / PulseRate);
        var commits = await Stages.CommitAsync(folder, times, BodyBytes);
        var posts = await Stages.PostAsync(new Uri(receiver.Url + "/"), times, BodyBytes);
        Console.WriteLine($"{"ms",-44}{"p50",10}{"p99",10}{"p99.9",10}{"of the sum, p50",17}{"p99",8}{"webhooks",10}{"of",8}");
        Show("an event read from a socket, 20/s", heard);
        Show("a commit of one delivery, 20/s", commits);
        Show("a bare post, answer included, 20/s", posts);
        double p50 = At(heard, 0.5) + At(commits, 0.5) + At(posts, 0.5), p99 = At(heard, 0.99) + At(commits, 0.99) + At(posts, 0.99);
        foreach (var rate in (double[])[PulseRate, QuickerRate, Math.Round(halfOfMost)])
        {
            var (whole, of) = await PulseAsync(receiver, standIn, rate, (int)Math.Min(rate * _seconds * 2, Kept));
            Show(
                FormattableString.Invariant($"event -> durable -> webhook, {rate:N0}/s"), whole,
                FormattableString.Invariant($"{At(whole, 0.5) / p50,17:F2}{At(whole, 0.99) / p99,8:F2}{whole.Count,10:N0}{of,8:N0}"));
        }

        Console.WriteLine("target at 20/s: p50 1.5 ms, p99 3 ms, or within 1.5 times the sum of the stages; the last rate is half of the best round's. Of fewer than 1,000, p99.9 is the greatest");
    }

    private static async Task<(List<double> Times, long Of)> PulseAsync(WebhookReceiver receiver, StandInProcess standIn, double rate, int times)
    {
        var (before, written) = (receiver.Received, (await standIn.StatsAsync()).Events);
        await standIn.TellAsync(FormattableString.Invariant($"pulse {rate} {times / rate} {Timed} 1 {Vms}"));
        while ((await standIn.StatsAsync()).IsEmitting)
            await Task.Delay(50);
        await Task.Delay(500);
        return ([.. receiver.Requests.Where(request => request.Number > before && request.Header("webhook-id") is not null).Select(Milliseconds).Order()], (await standIn.StatsAsync()).Events - written);
    }

    private static double Milliseconds(ReceivedRequest request)
    {
        var written = (long)JsonNode.Parse(request.Text)!["data"]!["event"]!["data"]!["actual"]!;
        return (request.ReceivedAt - DateTimeOffset.UnixEpoch.AddTicks(written * TimeSpan.TicksPerMicrosecond)).TotalMilliseconds;
    }

    private static void Show(string what, List<double> times, string more = "") =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-44}{At(times, 0.5),10:F2}{At(times, 0.99),10:F2}{At(times, 0.999),10:F2}{more}"));

    private static double At(List<double> times, double part) => times.Count == 0 ? double.NaN : times[Math.Min(times.Count - 1, (int)(times.Count * part))];

    private static double Option(string[] options, string name, double otherwise) =>
        Array.IndexOf(options, name) is >= 0 and var at ? double.Parse(options[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
