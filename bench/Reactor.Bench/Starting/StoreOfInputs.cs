using System.Collections.Immutable;
using System.Text;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;
using Reactor.Store;
using StandIn;

namespace Reactor.Bench.Starting;

/// <summary>A store as a daemon leaves it that took many events, each of which changed a window: by the product's own partitions and writer.</summary>
internal static class StoreOfInputs
{
    public const string Rules = """
        version: 1
        rules:
          - name: worn
            when: {event: BLOCK_JOB_ERROR, by: [data.device], at_least: 100, within: 10m}
            then: [{log: {message: worn}}]
        """;

    private const int Vms = 1_000;
    private const int DevicesOfVm = 4;
    private const int Batch = 64;
    private const int CommitsTogether = 32;

    private static readonly PartitionOptions s_withoutSnapshots = new() { SnapshotEvery = int.MaxValue, SnapshotLogBytes = long.MaxValue };

    /// <summary>Writes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="events">Events taken.</param>
    /// <param name="snapshots">Whether the state is written whole now and then, as usual; else all of it is in the log.</param>
    /// <param name="configuration">What the daemon will run.</param>
    /// <param name="rules">Its rules.</param>
    public static async Task WriteAsync(string path, int events, bool snapshots, ReactorConfiguration configuration, RuleSet rules)
    {
        await using var store = await SqliteStore.OpenAsync(path, new StoreOptions { Synchronous = StoreSynchronous.Normal });
        var options = snapshots ? new PartitionOptions() : s_withoutSnapshots;
        PartitionCore[] partitions = [.. Enumerable.Range(0, PartitionMap.VmPartitions).Select(number => new PartitionCore(number, rules, configuration, options))];
        VmView[] vms = [.. Enumerable.Range(1, Vms).Select(number => new VmView { Id = StandInNames.Uuid(number), Name = StandInNames.Name(number), Host = "bench", Status = "running" })];
        var start = TimeProvider.System.GetUtcNow().AddHours(-1);
        var waiting = ImmutableArray.CreateBuilder<Commit>();
        for (var made = 0; made < events;)
        {
            // A VM says several things at once, the next one after it.
            var vm = vms[made / Batch % Vms];
            var inputs = new List<PartitionInput>();
            for (; inputs.Count < Batch && made < events; made++)
                inputs.Add(new EventInput(vm, Event(vm, made, start.AddMilliseconds(made))));
            var partition = PartitionMap.OfVm(vm.Id);
            waiting.Add(partitions[partition].Apply(inputs, start.AddMilliseconds(made)));
            if (waiting.Count == CommitsTogether)
                await store.AppendAsync(waiting.DrainToImmutable());
        }

        await store.AppendAsync(waiting.DrainToImmutable());
    }

    private static VmEvent Event(VmView vm, int number, DateTimeOffset at) => new()
    {
        Id = $"{vm.Id}/1.1/{number}", Name = "BLOCK_JOB_ERROR", At = at,
        Data = Encoding.UTF8.GetBytes($$"""{"device": "drive-virtio-disk{{number % DevicesOfVm}}", "operation": "write", "action": "report"}"""),
    };
}
