using System.Text;
using System.Text.Json;
using Reactor.Actors.Vms;
using Reactor.Bench.Engine;
using Reactor.Bench.Sockets;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;

namespace Reactor.Bench.Stages;

/// <summary>What of an event that matches nothing each stage on its way takes: where the time and the bytes of `socket` go.</summary>
internal sealed class StagesBenchmark : IBenchmark
{
    private const string Tokenised = "its JSON, gone over";
    private const int Batch = 16;

    private readonly byte[][] _lines = [.. WireEvents.Lines().Select(Encoding.UTF8.GetBytes)];
    private readonly RuleSet _rules;
    private readonly Rules.Configuration.ReactorConfiguration _configuration;

    public StagesBenchmark() => (_configuration, _rules) = Loaded.Daemon(ManyRules.Text(100, Conditions.Different));

    public string Name => "stages";

    public string Subject => "an event that matches none of 100 rules, stage by stage, without sockets and actors; the baseline goes over its JSON";

    public string Target => "nothing allocated";

    public IEnumerable<Measured> Measurements(bool isQuick)
    {
        var read = _lines.Select(line => QmpEvent.TryParse(line, 1, default, out var e, out _) ? e : throw new InvalidOperationException("no event")).ToArray();
        var seen = read.Select(MadeTheEngines).ToArray();
        var wanted = new WantedEvents(EventCatalogue.Default, _rules.Wants);
        var (engine, output) = (new RuleEngine(_rules), new EngineOutput());
        var core = new PartitionCore(0, _rules, _configuration);
        yield return new(Tokenised, count => Each(count, i => Tokens(_lines[i])));
        yield return Stage("whether it is wanted", i => wanted.Wants(read[i].Name) ? 1 : 0);
        yield return Stage("read from its line", i => QmpEvent.TryParse(_lines[i], 1, default, out var e, out _) ? e.Data.Length : 0);
        yield return Stage("made the engine's", i => MadeTheEngines(read[i]).Data.Length);
        var way = new WayToPartition();
        yield return Stage("from its connection to its partition, alone", i => way.Go([read[i]]).Length);
        yield return Stage("the engine", i =>
        {
            engine.Process(new SeenEvent(ManyEvents.Vm, seen[i]), output);
            return output.Matched;
        });
        var batch = new List<PartitionInput>(Batch);
        var now = DateTimeOffset.UnixEpoch;
        yield return Stage("the whole partition, engine included, 16 together", i =>
        {
            batch.Add(new EventInput(ManyEvents.Vm, seen[i]));
            if (batch.Count < Batch)
                return 0;
            var commit = core.Apply(batch, now = now.AddMilliseconds(1));
            batch.Clear();
            return commit.Events.Length;
        });
    }

    private static VmEvent MadeTheEngines(QmpEvent e) => VmEvents.FromWire(VmEvents.Id(WayToPartition.Vm, 1, 1, e.Ordinal), e, default);

    private Measured Stage(string name, Func<int, int> work) => new(name, count => Each(count, work), Tokenised);

    private long Each(int count, Func<int, int> work)
    {
        long done = 0;
        for (int i = 0, at = 0; i < count; i++, at = at + 1 == _lines.Length ? 0 : at + 1)
            done += work(at);
        return done;
    }

    private static int Tokens(byte[] line)
    {
        var reader = new Utf8JsonReader(line);
        var tokens = 0;
        while (reader.Read())
            tokens++;
        return tokens;
    }
}
