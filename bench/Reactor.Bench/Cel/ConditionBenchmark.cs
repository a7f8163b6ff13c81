using System.Collections.Immutable;
using System.Text;
using Reactor.Cel;
using Reactor.Qmp;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;

namespace Reactor.Bench.Cel;

/// <summary>Conditions of rules over events of QEMU, as the engine evaluates them; and the same by hand.</summary>
internal sealed class ConditionBenchmark : IBenchmark
{
    private const int Events = 16;

    private readonly VmView _vm = new()
    {
        Id = "0f1c", Name = "db-1", Host = "h1", Status = "running",
        Labels = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("env", "prod").Add("team", "data").Add("tier", "1"),
    };

    public string Name => "cel";

    public string Subject => "a condition of three clauses over an event, by the rules' own activation, against the same by hand over Utf8JsonReader";

    public string Target => "under 200 ns and nothing allocated, for an event that is new each time, its JSON read included";

    public IEnumerable<Measured> Measurements(bool isQuick) =>
    [
        .. Of(
            "BLOCK_IO_ERROR",
            "data.action == \"stop\" && vm.labels.env == \"prod\" && data.operation == \"write\"",
            i => $$"""{"device": "drive{{i}}", "node-name": "#block{{i + 100}}", "reason": "No space left on device", "operation": "write", "action": "stop", "nospace": true, "qom-path": "/machine/peripheral/virtio{{i}}"}""",
            ByHand.BlockIoError),
        .. Of(
            "GUEST_PANICKED",
            "has(data.info) && data.info.type == \"hyper-v\" && vm.labels.env == \"prod\"",
            i => $$$"""{"action": "pause", "info": {"type": "hyper-v", "arg1": {{{i}}}, "arg2": 18446744073709551615, "arg3": 0, "arg4": 0, "arg5": 0}}""",
            ByHand.GuestPanicked),
        .. Of(
            "ACPI_DEVICE_OST",
            "data.info.status != 0 && data.info.source == 3 && vm.labels.env == \"prod\"",
            i => $$$"""{"info": {"device": "dimm{{{i}}}", "slot": "{{{i}}}", "slot-type": "DIMM", "source": 3, "status": {{{i + 1}}}}}""",
            ByHand.AcpiDeviceOst),
    ];

    private IEnumerable<Measured> Of(string name, string condition, Func<int, string> data, Func<ReadOnlyMemory<byte>, VmView, bool> byHand)
    {
        var vocabulary = RuleVocabulary.Empty;
        var compilation = vocabulary.ForEvents(EventCatalogue.Default.MatchGlob(name)).Compile(condition, ExpressionPlace.Condition);
        var program = compilation.Program ?? throw new InvalidOperationException(string.Join("; ", compilation.Diagnostics.Select(d => d.Message)));
        var events = Enumerable.Range(0, Events).Select(i => new VmEvent { Id = $"e{i}", Name = name, Data = Encoding.UTF8.GetBytes(data(i)), At = DateTimeOffset.UnixEpoch }).ToArray();
        if (!Array.TrueForAll(events, e => byHand(e.Data, _vm) && Bound(vocabulary, e).Evaluates(program)))
            throw new InvalidOperationException($"{condition} does not hold");
        var baseline = $"{name}, by hand";
        yield return new(baseline, count =>
        {
            long held = 0;
            for (var i = 0; i < count; i++)
                held += byHand(events[i % Events].Data, _vm) ? 1 : 0;
            return held;
        });
        var activation = new EventActivation(vocabulary);
        yield return new($"{name}, a new event each time", count => RunOverNew(program, activation, events, count), baseline);
        yield return new($"{name}, the same event again", count => RunOverOne(program, activation, events[0], count), baseline);
    }

    private long RunOverNew(CelProgram program, EventActivation activation, VmEvent[] events, int count)
    {
        long held = 0;
        for (var i = 0; i < count; i++)
        {
            activation.Bind(_vm, events[i % Events]);
            held += program.Evaluate(activation).IsTrue ? 1 : 0;
        }

        return held;
    }

    private long RunOverOne(CelProgram program, EventActivation activation, VmEvent only, int count)
    {
        long held = 0;
        activation.Bind(_vm, only);
        for (var i = 0; i < count; i++)
            held += program.Evaluate(activation).IsTrue ? 1 : 0;
        return held;
    }

    private BoundActivation Bound(RuleVocabulary vocabulary, VmEvent vmEvent)
    {
        var activation = new EventActivation(vocabulary);
        activation.Bind(_vm, vmEvent);
        return new(activation);
    }

    private readonly record struct BoundActivation(EventActivation Activation)
    {
        public bool Evaluates(CelProgram program) => program.Evaluate(Activation).IsTrue;
    }
}
