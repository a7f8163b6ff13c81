using System.Globalization;
using System.Security.Cryptography;
using EndToEnd.Daemon;
using Reactor.Demo.Lab;
using StandIn;
using Xunit.Abstractions;

namespace EndToEnd.Long;

/// <summary>
/// Many VMs for a long time, while connections are cut, some VMs are killed and started again, rule files are rewritten and a target is dead now and then: nothing is
/// lost or doubled, each killed one is told as lost, nothing stays stuck, memory doesn't grow. REACTOR_SOAK_SECONDS and REACTOR_SOAK_VMS set how long and how many, REACTOR_LONG_SEED which.
/// </summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int EventsPerSecond = 100;
    private const string Numbered = "BALLOON_CHANGE";

    private static readonly TimeSpan s_afterwards = TimeSpan.FromMinutes(4);

    [Fact]
    public Task Two_minutes_of_cut_connections_kills_reloads_and_dead_targets_lose_nothing() => SoakAsync(Setting("REACTOR_SOAK_SECONDS", 120));

    [LongFact]
    public Task An_hour_of_cut_connections_kills_reloads_and_dead_targets_loses_nothing() => SoakAsync(Setting("REACTOR_SOAK_SECONDS", 3600));

    private async Task SoakAsync(int seconds)
    {
        var vms = Setting("REACTOR_SOAK_VMS", 500);
        var seed = Setting("REACTOR_LONG_SEED", RandomNumberGenerator.GetInt32(int.MaxValue));
        output.WriteLine($"{vms} VMs, {seconds} s, REACTOR_LONG_SEED={seed}");
        using var hangGuard = new CancellationTokenSource(TimeSpan.FromSeconds(seconds) + s_afterwards);
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, hangGuard.Token, kept: 100);
        using var workspace = new Workspace();
        var log = workspace.Path("written.log");
        await using var fleet = await StandInProcess.StartAsync(workspace.Path("."), 1, vms, log);
        await using var mortals = await MortalFleet.StartAsync(workspace, first: vms + 1);
        Configure(workspace, receiver, vms);
        await using var daemon = await ReactorProcess.StartAsync(workspace);
        await UntilAsync(async () => (await fleet.StatsAsync()).Asked == vms && mortals.AreAllHeard(), hangGuard.Token);

        await fleet.TellAsync(string.Create(CultureInfo.InvariantCulture, $"emit {EventsPerSecond} {seconds} {Numbered}"));
        var memory = await DisturbAsync(workspace, daemon, fleet, mortals, receiver, vms, new Random(seed), hangGuard.Token);

        foreach (var target in (string[])["steady", "shaky"])
            receiver.Answer("/" + target, ReceiverAnswer.Ok);
        await fleet.TellAsync("flush");
        var written = File.ReadLines(log).Select(Parse).ToList();
        var fired = CommittedFirings.NumbersByVm(workspace.Store, "numbered");
        await UntilAsync(() => Task.FromResult((fired = CommittedFirings.NumbersByVm(workspace.Store, "numbered")).Count >= written.Count), hangGuard.Token, () => Missing(written, fired));
        var states = CommittedFirings.DeliveryStates(workspace.Store);
        await UntilAsync(() => Task.FromResult((states = CommittedFirings.DeliveryStates(workspace.Store)).Keys.All(state => state == "delivered")), hangGuard.Token, () => Text(states));
        await UntilAsync(
            async () => (await ReactorProcess.RowsAsync(workspace, "vms")).Count(vm => (string?)vm["state"] == "live") == vms + MortalFleet.Count, hangGuard.Token, () => "not all VMs are live again");

        await UntilAsync(() => Task.FromResult(CommittedFirings.Count(workspace.Store, "lost") >= mortals.Killed), hangGuard.Token, () => "not each killed VM is told as lost");

        var stats = await fleet.StatsAsync();
        output.WriteLine(
            $"{written.Count} events written, {fired.Count} fired; {Text(states)}; {receiver.Received} requests; {stats.Accepted} connections; {mortals.Killed} killed; "
            + $"RSS MiB, first third {Mean(memory, 0):F0}, last third {Mean(memory, 2):F0}, at the end {memory[^1]:F0}");
        Assert.Equal(written.Order(), fired.Order());
        Assert.Equal(2 * written.Count, states["delivered"]);
        Assert.Equal(mortals.Killed, CommittedFirings.Count(workspace.Store, "lost"));
        Assert.True(Mean(memory, 2) < (1.25 * Mean(memory, 0)) + 40, $"memory grows: {string.Join(' ', memory.Select(m => m.ToString("F0", CultureInfo.InvariantCulture)))}");
        await daemon.StopsWellAsync();
    }

    private static void Configure(Workspace workspace, WebhookReceiver receiver, int vms)
    {
        for (var number = 1; number <= vms + MortalFleet.Count; number++)
            workspace.Vm(StandInNames.Name(number), StandInNames.Socket(workspace.Path("."), number));
        // It waits for as long as a target is dead, and each target's attempts outlast that.
        workspace.Target("steady", receiver.Url + "/steady", attempts: 100).Target("shaky", receiver.Url + "/shaky", attempts: 100, backoff: "200ms..2s");
        workspace.Rules("numbered", $$$"""
            version: 1
            rules:
              - name: numbered
                when: {event: {{{Numbered}}}}
                then: [{send: {to: steady}}, {send: {to: shaky}}]
              - name: lost
                when: {event: VM_LOST, if: 'data.`process-ended`'}
                then: [{log: {message: lost}}]
              - {{{MortalFleet.Rule(vms + 1)}}}
            """);
        Rewrite(workspace, 0);
        workspace.Write();
    }

    /// <summary>A rule beside, which counts: another threshold is another rule.</summary>
    private static void Rewrite(Workspace workspace, int turn)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"version: 1\nrules:\n  - {{name: beside, when: {{event: RTC_CHANGE, if: 'data.offset > {turn}'}}, then: [{{log: {{message: late}}}}]}}\n");
        File.WriteAllText(workspace.Path("beside.new"), text);
        File.Move(workspace.Path("beside.new"), workspace.Path("rules/beside.yaml"), overwrite: true);
    }

    /// <returns>The daemon's memory in MiB, about once a second.</returns>
    private static async Task<List<double>> DisturbAsync(
        Workspace workspace, ReactorProcess daemon, StandInProcess fleet, MortalFleet mortals, WebhookReceiver receiver, int vms, Random random, CancellationToken hangGuard)
    {
        var memory = new List<double>();
        for (var turn = 1; (await fleet.StatsAsync()).IsEmitting; turn++)
        {
            // The soak is time that passes; nothing is waited for.
            await Task.Delay(1000, hangGuard);
            for (var i = 0; i < 5; i++)
                await fleet.TellAsync(string.Create(CultureInfo.InvariantCulture, $"drop {random.Next(vms) + 1}"));
            if (turn % 20 == 0)
                await fleet.TellAsync("drop all");
            if (random.Next(10) == 0 && mortals.AreAllHeard())
                await mortals.KillAsync();
            if (turn % 7 == 0)
                Rewrite(workspace, turn);
            if (turn % 5 == 0)
                receiver.Answer("/shaky", random.Next(2) == 0 ? ReceiverAnswer.Status(503) : ReceiverAnswer.Ok);
            memory.Add(MemoryMiB(daemon.Id));
        }

        return memory;
    }

    private static (string Vm, long Number) Parse(string line)
    {
        var words = line.Split(' ');
        return (StandInNames.Name(int.Parse(words[0], CultureInfo.InvariantCulture)), long.Parse(words[2], CultureInfo.InvariantCulture));
    }

    private static string Missing(List<(string, long)> written, List<(string, long)> fired) =>
        $"of {written.Count} events {fired.Count} fired; missing: {string.Join(", ", written.Except(fired).Take(20))}";

    private static string Text(Dictionary<string, long> states) => string.Join(", ", states.Select(s => $"{s.Value} {s.Key}"));

    private static double Mean(List<double> all, int third) => all.Skip(all.Count * third / 3).Take(Math.Max(1, all.Count / 3)).Average();

    private static double MemoryMiB(int process) => long.Parse(
        File.ReadLines($"/proc/{process}/status").Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024.0;

    private static async Task UntilAsync(Func<Task<bool>> condition, CancellationToken hangGuard, Func<string>? otherwise = null)
    {
        while (!await condition())
        {
            Assert.False(hangGuard.IsCancellationRequested, otherwise?.Invoke() ?? "it never came to that");
            await Task.Delay(200, CancellationToken.None);
        }
    }

    private static int Setting(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
