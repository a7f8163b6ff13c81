using System.Collections.Immutable;
using System.Text.Json;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;
using StandIn;
using Xunit.Abstractions;

namespace Reactor.Actors.Tests.Vms;

/// <summary>
/// A monitor that does everything wrong in an order that a seed gives, its own record as the oracle: what it wrote is heard once and in order, or a
/// gap covers it. REACTOR_HOSTILE_SEEDS sets how many seeds, REACTOR_HOSTILE_SEED the first; that is else drawn, and stands in the test's name.
/// </summary>
public sealed class HostilePeerTests : VirtualTimeKit, IAsyncLifetime
{
    private const int MaxMessageBytes = 64 * 1024;
    private const int MaxMembers = MaxMessageBytes / 4;
    private const int FaultsPerSeed = 10;
    private const int DefaultSeeds = 9;

    // Four floods and a handful of timeouts in one seed take ten seconds on a quiet machine.
    private static readonly TimeSpan s_bound = TimeSpan.FromMinutes(10);
    private static readonly string s_id = StandInNames.Uuid(1);

    private readonly TempFolder _folder = new();
    private readonly Attention _attention = new(new WantedEvents(EventCatalogue.Default, name => name == "RTC_CHANGE"), readsState: false);

    private readonly ITestOutputHelper _output;
    private readonly EngineClock _clock;
    private readonly RuntimeStatusBoard _board;

    public static TheoryData<int> Seeds =>
        [.. Enumerable.Range(Setting("REACTOR_HOSTILE_SEED", System.Security.Cryptography.RandomNumberGenerator.GetInt32(1_000_000)), Setting("REACTOR_HOSTILE_SEEDS", DefaultSeeds))];

    public HostilePeerTests(ITestOutputHelper output)
    {
        _output = output;
        _clock = new EngineClock(Time, null);
        _board = new RuntimeStatusBoard(_clock);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Sys.Terminate();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Peer_does_wrong_what_it_wrote_is_heard_once_or_a_gap_covers_it(int seed)
    {
        var random = new Random(seed);
        var all = Enum.GetValues<Fault>();
        // Each seed begins with other two faults, so that nine of them meet all; the rest is drawn.
        Fault[] faults = [all[2 * seed % all.Length], all[((2 * seed) + 1) % all.Length], .. Enumerable.Range(2, FaultsPerSeed - 2).Select(_ => all[random.Next(all.Length)])];
        await using var peer = new FaultyPeer(_folder.File("q.sock"), faults, new Random(random.Next()), 2 * MaxMessageBytes - 4096);
        Start(random);

        var heard = await ListenAsync(peer, random);

        var written = peer.Written;
        var events = heard.OfType<Heard.Event>().Select(e => e.Number).ToHashSet();
        _output.WriteLine(
            $"{string.Join(' ', faults)}: {peer.Connections} connections, {written.Count} events written, {events.Count} heard, {heard.Count(h => h is Heard.Missed)} times missed");
        Assert.Empty(GapOracle.Faults(written, heard));
        Assert.Empty(events.Except(written.Select(w => w.Number)));
    }

    /// <summary>Takes batches, some with delay, and lets time pass, until the peer has no fault left and was heard.</summary>
    private async Task<List<Heard>> ListenAsync(FaultyPeer peer, Random random)
    {
        var heard = new List<Heard>();
        var unanswered = new Queue<VmBatch>();
        var isOver = false;
        await AwaitConditionAsync(() => Task.FromResult(Take()), s_bound, TimeSpan.FromMilliseconds(5));
        return heard;

        bool Take()
        {
            while (!isOver && HasMessages)
            {
                var batch = ExpectMsg<VmBatch>();
                heard.AddRange(batch.Inputs.Select(ToHeard).OfType<Heard>());
                isOver = heard.Count > 0 && heard[^1] is Heard.Event last && peer.IsLast(last.Number);
                unanswered.Enqueue(batch);
            }

            // As a store that is slow now and then.
            if (random.Next(3) > 0 && unanswered.TryDequeue(out var done))
                done.Source.Tell(new BatchDone(done.Number));
            // Where the peer has its turn, time waits for it; where the actor waits for time, it goes fast.
            Advance(_board.Read().Vms.SingleOrDefault()?.State is VmState.Backoff or VmState.Occupied ? TimeSpan.FromSeconds(5) : TimeSpan.FromMilliseconds(50));
            return isOver;
        }
    }

    private static Heard? ToHeard(PartitionInput input) => input.Made() switch
    {
        EventInput { Event: { Name: "RTC_CHANGE" } e } when Number(e) is { } number => new Heard.Event(number),
        EventInput { Event: { Name: "VM_GAP" } e } => new Heard.Gap(Text(e).Contains("\"overflow\"", StringComparison.Ordinal)),
        // What stood under its name until it could be asked ends with that, and nothing was heard of it.
        LinkInput link when link.Vm.Id != s_id => null,
        LinkInput { State: LinkState.Missed } => new Heard.Missed(),
        LinkInput { State: LinkState.Restored } => new Heard.Restored(),
        LinkInput => new Heard.Lost(),
        _ => null,
    };

    private static int Setting(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private static string Text(VmEvent e) => System.Text.Encoding.UTF8.GetString(e.Data.Span);

    private static long? Number(VmEvent e)
    {
        using var data = JsonDocument.Parse(e.Data);
        return data.RootElement.TryGetProperty("offset", out var number) ? number.GetInt64() : null;
    }

    private void Start(Random random)
    {
        var labels = ImmutableSortedDictionary<string, string>.Empty;
        var watched = new WatchedVm(new MonitoredVm("web1", new UnixQmpAddress(_folder.File("q.sock")), "h1", labels, labels), null);
        var options = QmpConnectionOptions.Default with { TimeProvider = Time, MaxMessageBytes = MaxMessageBytes, MaxMembers = MaxMembers };
        var services = new VmServices(
            new PartitionRouter([TestActor]), 7, new RunNumbers(), new VmRegistry(_ => false), _attention, options, _clock, _board, Logs);
        var own = new Random(random.Next());
        Sys.ActorOf(Props.Create(() => new VmActor(watched, services, own)));
    }
}
