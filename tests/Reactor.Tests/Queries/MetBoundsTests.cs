using System.Text.Json.Nodes;
using Reactor.Actors.Status;
using Reactor.Metrics;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Reactions.Partitions;

namespace Reactor.Tests.Queries;

public class MetBoundsTests
{
    private static readonly RuntimeStatus s_status = new() { StartedAt = default, Now = default, Rules = 1, Store = new() { Writable = true } };

    [Fact]
    public void Daemon_that_met_none_has_none() => Assert.Empty(MetBounds.Of(JsonLines.Row(s_status)));

    [Fact]
    public void Counters_of_all_VMs_and_of_the_parts_are_told()
    {
        var vm = new VmStatus { Name = "a", Address = "", Host = "", State = VmState.Live, Since = default, Dropped = 3 };
        var row = JsonLines.Row(s_status with { Vms = [vm, vm with { Name = "b", Dropped = 4 }], Partitions = new() { SnapshotsTooLarge = 2, EventsNotKept = 1 } });

        Assert.Equal([7L, 1L, 2L], MetBounds.Of(row).Select(bound => bound.Count));
    }

    [Fact]
    public void Every_counter_is_one_that_the_status_has()
    {
        var vm = new VmStatus { Name = "a", Address = "", Host = "", State = VmState.Live, Since = default };
        var row = JsonLines.Row(s_status with { Vms = [vm] });
        row["doors"] = JsonLines.Row(new DoorUse());

        Assert.All(MetBounds.Paths, path => Assert.NotNull(path.Aggregate((JsonNode?)row, (at, name) => at is JsonArray rows ? rows[0]![name] : at![name])));
    }

    [Fact]
    public void Every_bound_of_a_partition_is_told() =>
        Assert.Empty(JsonLines.Row(PartitionBounds.None).Select(bound => $"partitions.{bound.Key}").Except(MetBounds.Paths.Select(path => string.Join('.', path))));

    [Fact]
    public void What_was_refused_at_the_doors_is_told()
    {
        var row = MetBounds.Row(s_status, new DoorUse { Refused = 9, Crowded = 1, ControlCrowded = 2, SessionsCrowded = 3, Streams = new StreamUse(5, 4, 6, 7) });

        Assert.Equal([1L, 2, 3, 4], MetBounds.Of(row).Select(bound => bound.Count));
    }
}
