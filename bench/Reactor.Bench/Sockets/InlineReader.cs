using Reactor.Actors.Vms;
using Reactor.Bench.Engine;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;
using StandIn;

namespace Reactor.Bench.Sockets;

/// <summary>
/// Reactor's own reading of sockets and its engine, with nothing between: no actors, no store. Events are made and wanted as the daemon does it. An
/// engine for each partition, as there. In a process of its own.
/// </summary>
internal static class InlineReader
{
    public const string Verb = "read-inline";

    private static long s_events;

    public static async Task<int> RunAsync(string folder, int count, int rules)
    {
        var set = Loaded.Rules(ManyRules.Text(rules, Conditions.Different));
        var wanted = new WantedEvents(EventCatalogue.Default, set.Wants);
        Engine[] engines = [.. Enumerable.Range(0, PartitionMap.VmPartitions).Select(_ => new Engine(set))];
        var connections = new List<QmpConnection>();
        for (var number = 1; number <= count; number++)
        {
            var sink = new Sink(wanted, engines[number % engines.Length], ManyEvents.Vm with { Id = StandInNames.Uuid(number), Name = StandInNames.Name(number) });
            connections.Add(await QmpConnection.ConnectAsync(new UnixQmpAddress(StandInNames.Socket(folder, number)), QmpConnectionOptions.Default, sink, CancellationToken.None));
        }

        var answered = Counting.Answer(() => Volatile.Read(ref s_events));
        return connections.TrueForAll(connection => !connection.Completion.IsCompleted) ? answered : 1;
    }

    /// <summary>Used by one thread at a time.</summary>
    private sealed class Engine(RuleSet rules)
    {
        private readonly RuleEngine _engine = new(rules);
        private readonly EngineOutput _output = new();
        private readonly Lock _lock = new();

        public void Process(VmIdentity vm, IReadOnlyList<QmpEvent> batch)
        {
            lock (_lock)
            {
                foreach (var e in batch)
                {
                    _engine.Process(new SeenEvent(vm.View, VmEvents.FromWire(VmEvents.Id(vm, 1, 1, e.Ordinal), e, e.ReceivedAt)), _output);
                    if (_output.Matched > 0)
                        throw new InvalidOperationException($"{e} matched, and nothing should.");
                }
            }
        }
    }

    private sealed class Sink(WantedEvents wanted, Engine engine, VmView vm) : IQmpEventSink
    {
        private readonly VmIdentity _vm = new(vm, vm.Id, null, null);

        public bool Wants(ReadOnlySpan<byte> name) => wanted.Wants(name);

        public void OnEvents(IReadOnlyList<QmpEvent> batch)
        {
            engine.Process(_vm, batch);
            Interlocked.Add(ref s_events, batch.Count);
        }
    }
}
