using System.Globalization;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Hosting;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Measuring;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;
using Reactor.Rules.Loading;

namespace Reactor.Actors.Tests.Partitions;

/// <summary>What actors and shards do of an event, without them: what it costs where nothing follows from it.</summary>
public sealed class EventPathTests
{
    private const int EachTime = 1000;
    private const int Events = (1 + Allocated.Times) * EachTime;

    private readonly FeedConnection _connection;
    private readonly VmBatcher _batcher;
    private readonly WatchedVm _watched;
    private readonly VmStatusCell _cell;
    private readonly FleetHorizon _horizon;
    private readonly UnwrittenCommits _commits = new(ActorRefs.Nobody, ActorRefs.Nobody);
    private readonly PartitionCore _partition;
    private readonly List<PartitionInput> _inputs = [];
    private readonly BatchCredit _credit = new();

    public EventPathTests()
    {
        var time = new ManualTime();
        var clock = new EngineClock(time, null);
        var rules = Rules();
        var view = new VmView { Id = "0f1c", Name = "db-1", Host = "h1" };
        var identity = new VmIdentity(view, "unix:/run/db-1.qmp", "4711-123456", "9.0.0");
        var feed = new VmFeed(new Attention(new WantedEvents(EventCatalogue.Default, rules.Wants), false), new VmOptions { EventBurst = 2 * Events }, time, ActorRefs.Nobody);
        _connection = new FeedConnection(feed, 1) { Identity = identity };
        _batcher = new VmBatcher(feed, 1, identity, () => clock.Now, new RunNumbers());
        _watched = new WatchedVm(new MonitoredVm("db-1", new UnixQmpAddress("/run/db-1.qmp"), "h1", view.Labels, view.HostLabels), null);
        _cell = new VmStatusCell(feed, new VmStatus { Name = "db-1", Address = "", Host = "", State = VmState.Live, Since = default });
        _horizon = new FleetHorizon(clock);
        _partition = new PartitionCore(0, rules, Samples.Configuration, new PartitionOptions { KeptEventsBurst = 1, KeptEventsPerSecond = 1 });
    }

    [Fact]
    public void Event_alone_no_rule_matches_takes_little_memory_from_its_connection_to_its_commit()
    {
        QmpEvent[][] read = [.. Enumerable.Range(1, Events).Select(i => (QmpEvent[])[new("RTC_CHANGE", """{"offset": 78}"""u8.ToArray(), null, i, default)])];
        foreach (var e in read.AsSpan(0, EachTime))
            Take(e);

        var each = Allocated.By(time =>
        {
            foreach (var e in read.AsSpan((1 + time) * EachTime, EachTime))
                Take(e);
        }) / EachTime;

        Assert.Equal(Events, _partition.Counters.Inputs);
        Assert.InRange(each, 1, 480);
    }

    private void Take(QmpEvent[] read)
    {
        _connection.OnEvents(read);
        var next = _batcher.Next(null)!.Value;
        _cell.LastEvent = (next.LastEvent, next.LastEventAt);
        var batch = new VmBatch(next.VmId, 1, next.Inputs, ActorRefs.Nobody) { Credit = _credit };
        _batcher.NoteLast(_watched);
        var underWay = _horizon.SetOut();
        foreach (var input in batch.Inputs)
            _inputs.Add(ShardActor.Stamp(input, underWay.At));
        _commits.Hand(_partition.Apply(_inputs, underWay.At), batch, underWay);
        _inputs.Clear();
    }

    private static RuleSet Rules()
    {
        var rules = Enumerable.Range(0, 50).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"  - {{name: clock-{i}, when: {{event: RTC_CHANGE, if: 'data.offset < -{i}'}}, then: [{{log: {{message: late}}}}]}}\n"));
        var result = ReactorLoader.LoadRules(["/rules.yaml"], new OneFile($"version: 1\nrules:\n{string.Concat(rules)}"));
        return result.Rules ?? throw new InvalidOperationException(result.FormatDiagnostics());
    }

    private sealed class OneFile(string text) : ISourceFiles
    {
        public SourceFile Read(string path) => new(path, text);

        public IReadOnlyList<string> Glob(string pattern) => [pattern];

        public string FullPath(string path) => path;

        public bool IsFolder(string path) => false;
    }
}
