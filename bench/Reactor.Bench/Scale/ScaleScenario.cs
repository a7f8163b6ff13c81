using System.Diagnostics;
using System.Globalization;
using StandIn;

namespace Reactor.Bench.Scale;

/// <summary>The daemon with thousands of VMs: what they cost when nothing happens, when something does, and when all connections go at once.</summary>
internal sealed class ScaleScenario : IScenario
{
    private const string Live = " is live", Down = " is not connected", Ready = "ready:";

    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_hangGuard = TimeSpan.FromMinutes(3);

    private int _vms = 10_000;
    private double _seconds = 10;
    private string _daemon = "reactor.dll"; // Of this build, unless told otherwise.

    public string Name => "scale";

    public string Subject => "--vms N (10,000): stand-in monitors in processes of their own, the daemon as a process; beside it bare clients that connect, ask and read";

    public async Task RunAsync(string[] options)
    {
        _vms = Option(options, "--vms", _vms);
        _seconds = Option(options, "--seconds", (int)_seconds);
        if (Array.IndexOf(options, "--daemon") is >= 0 and var at && at + 1 < options.Length)
            _daemon = Path.GetFullPath(options[at + 1]);
        var folder = Directory.CreateTempSubdirectory("rb-").FullName;
        try
        {
            await using var fleet = await StandInFleet.StartAsync(folder, _vms);
            Row("", "bare", "Reactor", "target");
            var bare = await BareAsync(fleet);
            await ReactorAsync(fleet, bare);
            await HeartbeatsAsync(fleet);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Bare> BareAsync(StandInFleet fleet)
    {
        await fleet.TellAsync("reset");
        await using var clients = ChildProcess.Start([], "Reactor.Bench.dll", BareClients.Verb, fleet.Folder, _vms.ToString(CultureInfo.InvariantCulture));
        var stats = await fleet.UntilAsync(s => s.Asked == _vms);
        await Task.Delay(s_settle);
        var bare = new Bare(
            stats.LastNegotiated - stats.FirstAccept, stats.LastAsked - stats.FirstAccept, clients.Usage.MiB("VmRSS"), await IdleAsync(clients),
            await clients.Usage.PercentAsync(() => fleet.EmitAsync(_vms, _seconds, ScaleConfiguration.UnmatchedEvent)));
        return bare;
    }

    private async Task ReactorAsync(StandInFleet fleet, Bare bare)
    {
        Directory.CreateDirectory(Path.Combine(fleet.Folder, "store"));
        var config = ScaleConfiguration.Write(fleet.Folder, _vms, readsState: false);
        await fleet.UntilAsync(s => s.Open == 0);
        await fleet.TellAsync("reset");
        var started = Stopwatch.GetTimestamp();
        await using var daemon = StartDaemon(config);
        var stats = await fleet.UntilAsync(s => s.Asked == _vms);
        await UntilAsync(daemon, () => daemon.Count(Live) >= _vms);
        var all = Stopwatch.GetElapsedTime(started);
        Row("first connection to all negotiated, s", Seconds(bare.Negotiated), Seconds(stats.LastNegotiated - stats.FirstAccept), "2");
        Row("first connection to all asked, s", Seconds(bare.Asked), Seconds(stats.LastAsked - stats.FirstAccept), "");
        Row("process start to all live and logged, s", "", Seconds((long)all.TotalMilliseconds), "15");
        Row("most in negotiation at once", "", $"{stats.MostNegotiating:N0}", "");
        Row("processor time up to there, s", "", Number(daemon.Usage.Processor().TotalSeconds), "");
        Row("highest RSS up to there, MiB", "", Number(daemon.Usage.MiB("VmHWM")), "");
        await Task.Delay(s_settle);
        // Before the first question about its memory, after which the code of its API is compiled: an idle one isn't asked.
        await IdleAsync("idle, % of a core", fleet, daemon, bare);
        await MemoryAsync(daemon, fleet.Folder, "settled", bare);
        foreach (var (name, what) in ((string, string)[])[(ScaleConfiguration.UnwantedEvent, "nobody wants"), (ScaleConfiguration.UnmatchedEvent, "50 rules, no match"), (ScaleConfiguration.SometimesMatched, "1 in 100 matches")])
        {
            var percent = await daemon.Usage.PercentAsync(() => fleet.EmitAsync(10_000, _seconds, name));
            Row($"10,000 events/s in all, {what}, % of a core", Number(bare.Events), Number(percent), "50");
        }

        await MemoryAsync(daemon, fleet.Folder, "after events", bare);
        await CalmAsync(fleet);
        await IdleAsync("idle again, % of a core", fleet, daemon, bare);
        await StormAsync(fleet, daemon);
        await MemoryAsync(daemon, fleet.Folder, "after the storm", bare);
    }

    private async Task StormAsync(StandInFleet fleet, ChildProcess daemon)
    {
        var (live, down, processor) = (daemon.Count(Live), daemon.Count(Down), daemon.Usage.Processor());
        await fleet.TellAsync("reset");
        var dropped = Stopwatch.GetTimestamp();
        await fleet.TellAsync("drop all");
        await UntilAsync(daemon, () => daemon.Count(Live) >= live + _vms);
        var took = Stopwatch.GetElapsedTime(dropped);
        var stats = await fleet.StatsAsync();
        Row("all connections dropped: until all live again, s", "", Seconds((long)took.TotalMilliseconds), "15");
        Row("  told to be down / live again", "", $"{daemon.Count(Down) - down:N0} / {daemon.Count(Live) - live:N0}", "");
        Row("  most in negotiation at once", "", $"{stats.MostNegotiating:N0}", "");
        Row("  processor time, s", "", Number((daemon.Usage.Processor() - processor).TotalSeconds), "");
        await Task.Delay(s_settle);
    }

    private async Task HeartbeatsAsync(StandInFleet fleet)
    {
        Directory.CreateDirectory(Path.Combine(fleet.Folder, "store"));
        var config = ScaleConfiguration.Write(fleet.Folder, _vms, readsState: true);
        await fleet.UntilAsync(s => s.Open == 0);
        var started = Stopwatch.GetTimestamp();
        await using var daemon = StartDaemon(config);
        await UntilAsync(daemon, () => daemon.Count(Live) >= _vms);
        Row("started again, process start to all live, s", "", Seconds((long)Stopwatch.GetElapsedTime(started).TotalMilliseconds), "15");
        // Heartbeats come once a minute: over less, only some are seen.
        await Task.Delay(TimeSpan.FromSeconds(60));
        var before = (await fleet.StatsAsync()).Commands;
        var seconds = Math.Max(60, 3 * _seconds);
        var percent = await daemon.Usage.PercentAsync(() => Task.Delay(TimeSpan.FromSeconds(seconds)));
        Row("idle with heartbeats, % of a core", "", Number(percent, 3), "2");
        Row("  questions per second", "", Number(((await fleet.StatsAsync()).Commands - before) / seconds), "");
        Row("RSS with heartbeats, MiB", "", Number(daemon.Usage.MiB("VmRSS")), "200");
    }

    private ChildProcess StartDaemon(string config) => ChildProcess.Start([Live, Down, Ready], _daemon, "run", "--config", config);

    private async Task IdleAsync(string what, StandInFleet fleet, ChildProcess daemon, Bare bare)
    {
        var before = (await fleet.StatsAsync()).Commands;
        var percent = await IdleAsync(daemon);
        Row(what, Number(bare.Idle, 3), Number(percent, 3), "0.5");
        // Each VM is asked once a minute in any case.
        Row("  questions meanwhile", "", $"{(await fleet.StatsAsync()).Commands - before:N0}", "");
    }

    /// <summary>Waits, a minute and a half at most, for five seconds without heartbeats: after a start all VMs have theirs together.</summary>
    private static async Task CalmAsync(StandInFleet fleet)
    {
        var (last, calm) = (-1L, 0);
        for (var second = 0; second < 90 && calm < 5; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            var now = (await fleet.StatsAsync()).Commands;
            (last, calm) = (now, now == last ? calm + 1 : 0);
        }
    }

    private async Task<double> IdleAsync(ChildProcess process) => await process.Usage.PercentAsync(() => Task.Delay(TimeSpan.FromSeconds(2 * _seconds)));

    private static async Task MemoryAsync(ChildProcess daemon, string folder, string when, Bare bare)
    {
        var heap = await DaemonStatus.HeapMiBAsync(folder);
        Row($"RSS {when}, MiB", Number(bare.Rss), Number(daemon.Usage.MiB("VmRSS")), "200");
        Row("  of it anonymous / managed and in use, MiB", "", $"{Number(daemon.Usage.MiB("RssAnon"))} / {Number(heap)}", "");
    }

    private static async Task UntilAsync(ChildProcess daemon, Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > s_hangGuard)
                throw new TimeoutException($"the daemon did not get there within {s_hangGuard}; it said last:\n{daemon.Last}");
            await Task.Delay(20);
        }
    }

    private static int Option(string[] options, string name, int otherwise) =>
        Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length ? int.Parse(options[at + 1], CultureInfo.InvariantCulture) : otherwise;

    private static string Seconds(long milliseconds) => Number(milliseconds / 1000.0, 2);

    private static string Number(double number, int digits = 1) => number.ToString("F" + digits, CultureInfo.InvariantCulture);

    private static void Row(string what, string bare, string reactor, string target) => Console.WriteLine($"{what,-62}{bare,10}{reactor,18}{target,8}");

    private sealed record Bare(long Negotiated, long Asked, double Rss, double Idle, double Events);
}
