using System.Globalization;
using System.Security.Cryptography;
using EndToEnd.Daemon;
using Microsoft.Data.Sqlite;
using StandIn;
using Xunit.Abstractions;
using static EndToEnd.Daemon.StoreRows;

namespace EndToEnd.Long;

/// <summary>
/// The daemon among monitors that do everything wrong, over real sockets, each monitor's own record as the oracle: an event whose write returned fired
/// once, in order, or a <c>VM_GAP</c> covers it. REACTOR_HOSTILE_SECONDS and REACTOR_HOSTILE_VMS set how long and how many, REACTOR_LONG_SEED which.
/// </summary>
public sealed class HostileDaemonTests(ITestOutputHelper output)
{
    // Twice the longest message that is taken, less a little: half of it may be sent.
    private const int HugeBytes = 2 * ((16 * 1024 * 1024) + (64 * 1024)) - 4096;

    private const string Rules = """
        version: 1
        rules:
          - {name: heard, when: {event: RTC_CHANGE, if: 'data.offset > 0'}, then: [{record: {to: heard, fields: {number: data.offset}}}]}
          - {name: gap, when: {event: VM_GAP}, then: [{record: {to: gaps, fields: {reason: data.reason}}}]}
        """;

    // These last as long as a timeout or a retry.
    private static readonly Fault[] s_slow = [Fault.Silent, Fault.NeverReads, Fault.NeverAnswers];

    [Fact]
    public async Task Each_quick_fault_and_some_more_what_was_written_fired_once_or_a_gap_covers_it()
    {
        Fault[] quick = [.. Enum.GetValues<Fault>().Except(s_slow)];
        var seed = Setting("REACTOR_LONG_SEED", RandomNumberGenerator.GetInt32(int.MaxValue));
        output.WriteLine($"REACTOR_LONG_SEED={seed}");
        var random = new Random(seed);
        await RunAsync([.. quick.Select(fault => (Fault[])[fault, quick[random.Next(quick.Length)]])], random, null, TimeSpan.FromMinutes(4));
    }

    [LongFact]
    public async Task Ten_minutes_of_all_faults_what_was_written_fired_once_or_a_gap_covers_it()
    {
        var (seconds, vms) = (Setting("REACTOR_HOSTILE_SECONDS", 600), Setting("REACTOR_HOSTILE_VMS", 20));
        var seed = Setting("REACTOR_LONG_SEED", RandomNumberGenerator.GetInt32(int.MaxValue));
        output.WriteLine($"{vms} VMs, {seconds} s, REACTOR_LONG_SEED={seed}");
        var random = new Random(seed);
        var all = Enum.GetValues<Fault>();
        Fault[][] faults = [.. Enumerable.Range(0, vms).Select(_ => Enumerable.Range(0, 100_000).Select(_ => all[random.Next(all.Length)]).ToArray())];
        await RunAsync(faults, random, Task.Delay(TimeSpan.FromSeconds(seconds)), TimeSpan.FromSeconds(seconds) + TimeSpan.FromMinutes(8));
    }

    private async Task RunAsync(Fault[][] faults, Random random, Task? until, TimeSpan bound)
    {
        using var hangGuard = new CancellationTokenSource(bound);
        using var workspace = new Workspace();
        var peers = faults.Select((mine, i) => new FaultyPeer(workspace.Path(Name(i)), mine, new Random(random.Next()), HugeBytes, i + 1)).ToList();
        try
        {
            for (var i = 0; i < peers.Count; i++)
                workspace.Vm(Name(i), workspace.Path(Name(i)));
            workspace.Rules("heard", Rules).Write();
            await using var daemon = await ReactorProcess.StartAsync(workspace);
            if (until is { } then)
            {
                await then;
                peers.ForEach(peer => peer.Behave());
            }

            await UntilAllBehaveAsync(workspace, daemon, peers, hangGuard.Token);
            var memory = PeakMemoryMiB(daemon.Id);
            await daemon.StopsWellAsync();

            Check(workspace, peers, memory);
        }
        finally
        {
            foreach (var peer in peers)
                await peer.DisposeAsync();
        }
    }

    private static async Task UntilAllBehaveAsync(Workspace workspace, ReactorProcess daemon, List<FaultyPeer> peers, CancellationToken hangGuard)
    {
        while (true)
        {
            var newest = Read(
                workspace.Store, "SELECT vm_name, max(data ->> '$.offset') FROM events WHERE name = 'RTC_CHANGE' GROUP BY vm_name",
                row => (Vm: row.GetString(0), Number: row.GetInt64(1))).ToDictionary(row => row.Vm, row => row.Number);
            var late = peers.Select((peer, i) => (Name: Name(i), peer)).Where(p => !(newest.TryGetValue(p.Name, out var number) && p.peer.IsLast(number))).ToList();
            if (late.Count == 0)
                return;
            Assert.False(hangGuard.IsCancellationRequested, $"not heard to the end: {string.Join(", ", late.Select(p => $"{p.Name} after {p.peer.Connections} connections"))}\n{daemon.Log}");
            await Task.Delay(300, CancellationToken.None);
        }
    }

    private void Check(Workspace workspace, List<FaultyPeer> peers, long memory)
    {
        var rows = Read(
            workspace.Store, "SELECT vm_name, name, at, data FROM events WHERE name = 'VM_GAP' OR (name = 'RTC_CHANGE' AND data ->> '$.offset' > 0) ORDER BY seq",
            row => (Vm: row.GetString(0), Is: ToStored(row))).ToLookup(row => row.Vm, row => row.Is);
        var (fired, distinct) = Read(
            workspace.Store, "SELECT count(*), count(DISTINCT event_id) FROM firings WHERE rule = 'heard'", row => (row.GetInt64(0), row.GetInt64(1)))[0];
        var stored = rows.Sum(vm => vm.OfType<Stored.Event>().Count());
        output.WriteLine(
            $"{peers.Sum(peer => peer.Connections)} connections, {peers.Sum(peer => peer.Written.Count)} events written, {fired} fired, {rows.Sum(vm => vm.OfType<Stored.Gap>().Count())} gaps; at most {memory} MiB");
        var faults = peers.SelectMany((peer, i) => CoverOracle.Faults(peer.Written, [.. rows[Name(i)]]).Select(fault => $"{Name(i)}: {fault}")).ToList();
        foreach (var fault in faults)
            output.WriteLine(fault);
        Assert.Empty(faults);
        Assert.Equal((stored, stored), (fired, distinct));
        Assert.True(memory < 1500, $"the daemon took {memory} MiB");
    }

    private static Stored ToStored(SqliteDataReader row)
    {
        using var data = System.Text.Json.JsonDocument.Parse(row.GetString(3));
        return row.GetString(1) == "VM_GAP"
            ? new Stored.Gap(data.RootElement.GetProperty("from").GetDateTimeOffset(), data.RootElement.GetProperty("reason").GetString() == "overflow")
            : new Stored.Event(data.RootElement.GetProperty("offset").GetInt64(), DateTimeOffset.UnixEpoch.AddMicroseconds(row.GetInt64(2)));
    }

    private static string Name(int index) => StandInNames.Name(index + 1);

    private static long PeakMemoryMiB(int process) => long.Parse(
        File.ReadLines($"/proc/{process}/status").Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;

    private static int Setting(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
