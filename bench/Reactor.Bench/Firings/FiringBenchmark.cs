using System.Text;
using System.Text.Json;
using Reactor.Bench.Engine;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;

namespace Reactor.Bench.Firings;

/// <summary>What a rule that fires takes, to the commit with all that is to be written: the store, the disk and the network apart.</summary>
internal sealed class FiringBenchmark : IBenchmark
{
    private const string ByHand = "the body of a webhook, by hand";
    private const string Made = "an event made, given to nobody";

    // As many come in a batch of a VM that is busy.
    private const int Batch = 16;

    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    public string Name => "firing";

    public string Subject => "an event that fires a rule, by what the rule does, to the commit: the engine alone, then the whole partition; the baseline writes the body of a webhook by hand";

    public string Target => "where nothing matches nothing is allocated in the engine";

    public IEnumerable<Measured> Measurements(bool isQuick)
    {
        yield return new(ByHand, count => Repeat(count, i => Body(EventOf(i)).Length));
        yield return new(Made, count => Repeat(count, i => new SeenEvent(ManyEvents.Vm, EventOf(i)).Event.Data.Length));
        yield return Engine("no match, engine alone", Rule("data.path == \"none\"", "log: {message: none}"), 0);
        yield return Partition("no match, partition", Rule("data.path == \"none\"", "log: {message: none}"), _ => 0, 0);
        yield return Engine("fires, engine alone", Rule("true", "log: {message: \"{{ vm.name }}\"}"), 1);
        yield return Partition("fires: a line in the log", Rule("true", "log: {message: \"{{ vm.name }}: {{ data.path }}\"}"), commit => commit.Firings.Length);
        yield return Partition("fires: a row", Rule("true", "record: {to: disks, fields: {device: data.path}}"), commit => commit.Records.Length);
        yield return Partition("fires: a webhook", Rule("true", "webhook: {url: \"https://example.net/hook\"}"), commit => commit.Deliveries.Length);
        yield return Partition("fires: an alert refreshed", Rule("true", "alert: {summary: \"{{ vm.name }}: {{ data.path }}\"}"), commit => commit.Firings.Length);
    }

    public IEnumerable<string> Findings(IReadOnlyDictionary<string, Figure> figures)
    {
        var made = figures[Made];
        foreach (var (name, figure) in figures.Where(f => f.Key != ByHand && f.Value != made))
            yield return FormattableString.Invariant($"{name}: {figure.Bytes - made.Bytes:N0} bytes allocated beside the event");
    }

    private static string Rule(string condition, string action) => $$"""
        version: 1
        rules:
          - name: fires
            when: {event: DEVICE_DELETED, if: '{{condition}}'}
            then: [{{{action}}}]
        """;

    private static Measured Engine(string title, string text, int expected)
    {
        var (engine, output) = (new RuleEngine(Loaded.Rules(text)), new EngineOutput());
        return new(title, count => Repeat(count, i =>
        {
            engine.Process(new SeenEvent(ManyEvents.Vm, EventOf(i)), output);
            return output.Firings.Count == expected ? 1 : throw new InvalidOperationException($"{title}: {output.Firings.Count} firings");
        }), ByHand);
    }

    private static Measured Partition(string title, string text, Func<Commit, int> results, int each = 1)
    {
        var (configuration, rules) = Loaded.Daemon(text);
        var core = new PartitionCore(0, rules, configuration);
        var (batch, now) = (new List<PartitionInput>(Batch), 0L);
        return new(title, count => Repeat(count, i =>
        {
            var seen = EventOf(i);
            batch.Add(new EventInput(ManyEvents.Vm, seen));
            if (batch.Count < Batch && i < count - 1)
                return 1;
            var commit = core.Apply(batch, s_start.AddMilliseconds(now++));
            if (results(commit) != batch.Count * each)
                throw new InvalidOperationException($"{title}: {results(commit)} of {batch.Count}");
            batch.Clear();
            return 1;
        }), ByHand);
    }

    private static VmEvent EventOf(long number) => new()
    {
        Id = "0f1c/1.1/77", Name = "DEVICE_DELETED", At = s_start.AddMilliseconds(number),
        Data = Encoding.UTF8.GetBytes("""{"device": "virtio-disk7", "path": "/machine/peripheral/virtio-disk7"}"""),
    };

    private static byte[] Body(VmEvent e)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "fires");
            json.WriteString("timestamp", e.At);
            json.WriteStartObject("vm");
            json.WriteString("id", ManyEvents.Vm.Id);
            json.WriteString("name", ManyEvents.Vm.Name);
            json.WriteEndObject();
            json.WriteStartObject("event");
            json.WriteString("name", e.Name);
            json.WritePropertyName("data");
            json.WriteRawValue(e.Data.Span);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static long Repeat(int count, Func<int, int> work)
    {
        long done = 0;
        for (var i = 0; i < count; i++)
            done += work(i);
        return done;
    }
}
